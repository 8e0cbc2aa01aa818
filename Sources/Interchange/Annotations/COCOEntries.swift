import Imaging

/// The parts that the JSON files of COCO have in common.
/// Source: the data format of COCO, cocodataset.org/#format-data.
struct COCOImage: Encodable, Sendable {
  let id: Int
  let file_name: String
  let width: Int
  let height: Int

  init(_ mask: AnnotatedMask, info: RasterInfo) {
    id = mask.number
    file_name = mask.named.relativePath
    width = info.width
    height = info.height
  }
}

struct COCOCategory: Encodable, Sendable {
  let id: Int
  let name: String
  let supercategory: String
  let isthing: Int
  let color: [Int]

  init(_ entry: AnnotationClasses.Entry) {
    id = entry.number
    name = entry.name
    supercategory = entry.name
    isthing = entry.isThing ? 1 : 0
    color = [Int(entry.colour.red), Int(entry.colour.green), Int(entry.colour.blue)]
  }
}
