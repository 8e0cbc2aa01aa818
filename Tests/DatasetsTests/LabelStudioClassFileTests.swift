import Datasets
import Testing

struct LabelStudioClassFileTests {
  @Test func theLabelsOfTheBrushAreTaken() throws {
    let text = """
      <View>
        <Image name="image" value="$image"/>
        <RectangleLabels name="box" toName="image"><Label value="box"/></RectangleLabels>
        <BrushLabels name="tag" toName="image">
          <Label value="road" background="#804080"/>
          <Label background='rgba(0, 0, 142, 0.7)' value='car &amp; bus'/>
          <Label value="sky" background="blue"></Label>
        </BrushLabels>
      </View>
      """
    #expect(try ClassFileTests.lines(text) == ["road #804080 [0]", "car & bus #00008e [1]", "sky #0000ff [2]"])
  }

  @Test func aColourOfSeveralLabelsIsLeftOut() throws {
    let text = "<View><Label value=\"a\" background=\"red\"/><Label value=\"b\" background=\"red\"/></View>"
    #expect(try ClassFileTests.lines(text) == ["a [0]", "b [1]"])
  }

  @Test func projectsAndExportedTasksAreRead() throws {
    let project = "{\"label_config\": \"<View><Label value=\\\"a\\\"/><Label value=\\\"b\\\"/></View>\"}"
    #expect(try ClassFileTests.lines(project) == ["a [0]", "b [1]"])
    let tasks = """
      [{"id": 1, "annotations": [{"result": [{"type": "brushlabels", "value": {"brushlabels": ["road"]}}]}]},
       {"id": 2, "annotations": [{"result": [{"type": "brushlabels", "value": {"brushlabels": ["car"]}},
         {"type": "brushlabels", "value": {"brushlabels": ["road"]}}]}]}]
      """
    #expect(try ClassFileTests.lines(tasks) == ["road [0]", "car [1]"])
  }
}
