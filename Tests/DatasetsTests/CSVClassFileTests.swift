import Datasets
import Testing

struct CSVClassFileTests {
  @Test func roboflowGivesValuesAndNames() throws {
    #expect(
      try ClassFileTests.lines("Pixel Value, Class\n0, background\n3, solar panel\n") == [
        "background [0]", "solar panel [3]",
      ])
  }

  @Test(arguments: [
    "name,r,g,b\nroad,128,64,128\nurban land,0,255,255\n",
    "name, r, g, b\nroad, 128, 64, 128\nurban land, 0, 255, 255\n",
    "Class;Red;Green;Blue\nroad;128;64;128\nurban land;0;255;255\n",
    "R\tG\tB\tlabel\n128\t64\t128\troad\n0\t255\t255\turban land\n",
    "class_name,color\nroad,#804080\nurban land,#00FFFF\n",
    "label,hex\nroad,804080\nurban land,00ffff\n",
    "Name,RGB\nroad,\"128, 64, 128\"\nurban land,\"(0, 255, 255)\"\n",
    "Name,colour\nroad,128 64 128\nurban land,\"[0, 255, 255]\"\n",
  ])
  func headingsVary(_ text: String) throws {
    #expect(try ClassFileTests.lines(text) == ["road #804080 [0]", "urban land #00ffff [1]"])
  }

  @Test func aNameMayHoldTheSeparatorAndValuesAreTheirOwn() throws {
    #expect(
      try ClassFileTests.lines("Idx,Ratio,Name\n1,0.15,\"wall, indoor\"\n2,0.1,door\n") == [
        "wall, indoor [1]", "door [2]",
      ])
  }

  @Test(arguments: [
    ("name,r,g,b\nroad,128,64\n", "line 2"), ("name,r,g,b\nroad,1,2,3\n\ncar,300,0,0\n", "line 4"),
    ("Pixel Value,Class\nx,road\n", "the value x"), ("name,color\nroad,reddish\n", "reddish"),
    ("name,value\n,1\n", "no name"),
  ])
  func aWrongLineIsNamed(_ text: String, _ word: String) {
    let error = #expect(throws: ClassTableError.self) { try ClassFile.table(text, path: "class_dict.csv") }
    #expect(error?.description.contains(word) == true, "\(String(describing: error))")
  }
}
