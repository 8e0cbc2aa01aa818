import Datasets
import Testing

struct CVATClassFileTests {
  @Test func coloursAndLinesAreTakenFromALabelMap() throws {
    let text = """
      # label:color_rgb:parts:actions
      background:0,0,0::
      road:128,64,128::
      person:0,0,255:hand,foot:jumping,running
      """
    #expect(
      try ClassFileTests.lines(text) == ["background #000000 [0]", "road #804080 [1]", "person #0000ff [2]"])
  }

  @Test func namesMayHoldColonsAndColoursMayBeMissing() throws {
    #expect(try ClassFileTests.lines("a: b:1,2,3::\n\nc:::\n") == ["a: b #010203 [0]", "c [1]"])
  }
}
