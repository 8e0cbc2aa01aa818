import Datasets
import Testing

struct JSONClassFileTests {
  @Test func categoriesOfCOCOHaveTheirIds() throws {
    let text = """
      {"images": [], "categories": [{"supercategory": "person", "color": [220, 20, 60], "isthing": 1, "id": 1,
        "name": "person"}, {"color": [119, 11, 32], "id": 44, "name": "bottle"}], "annotations": []}
      """
    #expect(try ClassFileTests.lines(text) == ["person #dc143c [1]", "bottle #770b20 [44]"])
  }

  @Test func idsOfSuperviselyAreNoValues() throws {
    let text = """
      {"classes": [{"title": "road", "shape": "bitmap", "color": "#804080", "id": 7241}, {"title": "car",
        "shape": "bitmap", "color": "#00008E", "id": 1}], "tags": []}
      """
    #expect(try ClassFileTests.lines(text) == ["road #804080 [0]", "car #00008e [1]"])
  }

  @Test(arguments: [
    "[{\"png_index\": 3, \"class_name\": \"road\", \"color\": \"#804080ff\", \"class_type\": \"object\"}]",
    "{\"labels\": [{\"name\": \"road\", \"color\": [128, 64, 128], \"id\": 3}]}",
  ])
  func listsOfOtherToolsAreRead(_ text: String) throws {
    #expect(try ClassFileTests.lines(text) == ["road #804080 [3]"])
  }

  @Test(arguments: [
    "{\"1\": \"road\", \"10\": \"car\", \"0\": \"sky\"}", "{\"road\": 1, \"car\": 10, \"sky\": 0}",
    "{\"id2label\": {\"1\": \"road\", \"10\": \"car\", \"0\": \"sky\"}, \"model_type\": \"x\"}",
  ])
  func namesOfNumbersAreRead(_ text: String) throws {
    #expect(try ClassFileTests.lines(text) == ["sky [0]", "road [1]", "car [10]"])
  }

  @Test func aValueThatNoLabelFileHoldsIsLeftOut() throws {
    let text = "[{\"id\": -1, \"name\": \"licence plate\"}, {\"id\": 7, \"name\": \"road\"}]"
    #expect(try ClassFileTests.lines(text) == ["licence plate []", "road [7]"])
  }
}
