import Datasets
import Testing

struct PythonClassFileTests {
  @Test func aDataSetOfMMSegmentationIsRead() throws {
    let text = """
      # Copyright
      from mmseg.registry import DATASETS
      from .basesegdataset import BaseSegDataset

      @DATASETS.register_module()
      class MineDataset(BaseSegDataset):
          METAINFO = dict(
              classes=('road', "farm's land",  # two
                       'car'),
              palette=[[128, 64, 128], [244, 35, 232],
                       [0, 0, 142]])

          def __init__(self, img_suffix='.jpg', **kwargs) -> None:
              super().__init__(img_suffix=img_suffix, **kwargs)
      """
    #expect(try ClassFileTests.lines(text) == ["road #804080 [0]", "farm's land #f423e8 [1]", "car #00008e [2]"])
  }

  @Test(arguments: [
    "CLASSES = ['a', 'b']\nPALETTE = ((1, 2, 3), (4, 5, 6))\n",
    "METAINFO = {'classes': ('a', 'b'), 'palette': [[1, 2, 3], [4, 5, 6]]}\n",
    "classes = [\n  'a',\n  'b',\n]\npalette = [\n  [1, 2, 3],\n  [4, 5, 6],\n]\n",
  ])
  func otherWaysOfWritingAreRead(_ text: String) throws {
    #expect(try ClassFileTests.lines(text) == ["a #010203 [0]", "b #040506 [1]"])
  }

  /// As in the palette of ADE20K, whose road and skyscraper have one colour.
  @Test func aColourOfTwoClassesIsLeftOut() throws {
    let text = "classes=('a ', 'b', 'c')\npalette=[[1, 2, 3], [4, 5, 6], [1, 2, 3]]\n"
    #expect(try ClassFileTests.lines(text) == ["a [0]", "b #040506 [1]", "c [2]"])
  }

  @Test func reducedZeroLabelsAreNumberedFrom1() throws {
    let text = "METAINFO = dict(classes=('a', 'b'))\ndef __init__(self, reduce_zero_label=True): pass\n"
    let table = try ClassFile.table(text, path: "ade.py")
    #expect(table.classes.map(\.values) == [[1], [2]] && table.ignoredValues == [0, 255])
  }

  @Test(arguments: [
    ("classes=('a', 'b')\nclasses=('c', 'd')\n", "2 different lists"),
    ("classes=('a', 'b')\npalette=[[1, 2, 3]]\n", "2 classes, but 1 colour"),
  ])
  func whatDoesNotFitTogetherIsRefused(_ text: String, _ word: String) {
    let error = #expect(throws: ClassTableError.self) { try ClassFile.table(text, path: "mine.py") }
    #expect(error?.description.contains(word) == true, "\(String(describing: error))")
  }
}
