import Basics
import Imaging

/// COCO-Stuff: 91 classes of things and 91 of stuff in label files of one value a pixel, 255 for unlabelled, as the
/// archive `stuffthingmaps_trainval2017` has them; and the coarser classes above them.
///
/// - Source: Caesar, Uijlings and Ferrari, COCO-Stuff, CVPR 2018, for names and hierarchy. The order of the 27 coarse
///   classes, the 15 of them that are stuff, and the three of COCO-Stuff-3 are those of the code published with
///   Ji, Henriques and Vedaldi, ICCV 2019.
enum COCOStuffClasses {
  private static let nameParts = ["train2017/", "val2017/", "COCO_train", "COCO_val"]

  static let fine = BuiltInClasses(
    "coco-stuff-182", "all 182 classes of COCO-Stuff, 0 to 181 in its label files", source: source, nameParts: nameParts
  ) {
    try ClassTable(
      classes: fineNames.enumerated().map { NamedClass(name: $1, values: [UInt16($0)]) }, path: "coco-stuff-182")
  }

  static let coarse = BuiltInClasses(
    "coco-stuff-27", "the 27 coarse classes of COCO-Stuff: 12 of things, 15 of stuff", source: source,
    nameParts: nameParts,
    notes: notes(groups)
  ) { try table(groups, path: "coco-stuff-27") }

  static let stuff = BuiltInClasses(
    "coco-stuff-15", "the 15 coarse classes of stuff; things are ignored", source: source, nameParts: nameParts,
    notes: notes(Array(groups.dropFirst(12)))
  ) { try table(Array(groups.dropFirst(12)), path: "coco-stuff-15") }

  static let few = BuiltInClasses(
    "coco-stuff-3", "sky, plants and ground; everything else is ignored", source: source, nameParts: nameParts,
    notes: notes(threeGroups)
  ) { try table(threeGroups, path: "coco-stuff-3") }

  private static let source = "COCO-Stuff (Caesar et al., CVPR 2018); coarser classes as in Ji et al., ICCV 2019"

  /// Values that no group has are ignored.
  private static func table(_ groups: [(name: String, values: [UInt16])], path: String) throws -> ClassTable {
    let used = Set(groups.flatMap(\.values))
    return try ClassTable(
      classes: groups.map { NamedClass(name: $0.name, values: $0.values) },
      ignoredValues: (0...181).filter { !used.contains($0) } + [255], path: path)
  }

  private static func notes(_ groups: [(name: String, values: [UInt16])]) -> [String] {
    groups.map { $0.values.map { fineNames[Int($0)] }.joined(separator: ", ") }
  }

  private static var threeGroups: [(name: String, values: [UInt16])] {
    [("sky", "sky-stuff"), ("plants", "plant-stuff"), ("ground", "ground-stuff")].map { name, group in
      (name, groups.first { $0.name == group }?.values ?? [])
    }
  }

  private static let groups: [(name: String, values: [UInt16])] = [
    ("electronic-things", [71, 72, 73, 74, 75, 76]),
    ("appliance-things", [77, 78, 79, 80, 81, 82]),
    ("food-things", [51, 52, 53, 54, 55, 56, 57, 58, 59, 60]),
    ("furniture-things", [61, 62, 63, 64, 65, 66, 67, 68, 69, 70]),
    ("indoor-things", [83, 84, 85, 86, 87, 88, 89, 90]),
    ("kitchen-things", [43, 44, 45, 46, 47, 48, 49, 50]),
    ("accessory-things", [25, 26, 27, 28, 29, 30, 31, 32]),
    ("animal-things", [15, 16, 17, 18, 19, 20, 21, 22, 23, 24]),
    ("outdoor-things", [9, 10, 11, 12, 13, 14]),
    ("person-things", [0]),
    ("sports-things", [33, 34, 35, 36, 37, 38, 39, 40, 41, 42]),
    ("vehicle-things", [1, 2, 3, 4, 5, 6, 7, 8]),
    ("ceiling-stuff", [101, 102]),
    ("floor-stuff", [100, 113, 114, 115, 116, 117]),
    ("food-stuff", [120, 121, 152, 169]),
    ("furniture-stuff", [97, 106, 107, 109, 111, 122, 129, 132, 155, 160, 164]),
    ("rawmaterial-stuff", [99, 131, 138, 142]),
    ("textile-stuff", [91, 92, 103, 104, 108, 130, 136, 140, 151, 166, 167]),
    ("wall-stuff", [170, 171, 172, 173, 174, 175, 176]),
    ("window-stuff", [179, 180]),
    ("building-stuff", [94, 95, 127, 150, 157, 165]),
    ("ground-stuff", [110, 124, 125, 135, 139, 143, 144, 146, 148, 153, 158]),
    ("plant-stuff", [93, 96, 118, 123, 128, 133, 141, 162, 168]),
    ("sky-stuff", [105, 156]),
    ("solid-stuff", [126, 134, 149, 159, 161, 181]),
    ("structural-stuff", [98, 112, 137, 145, 163]),
    ("water-stuff", [119, 147, 154, 177, 178]),
  ]

  /// By label value.
  private static let fineNames = [
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
    "fire hydrant", "street sign", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse",
    "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "hat", "backpack", "umbrella", "shoe",
    "eye glasses", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball", "kite",
    "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle", "plate",
    "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange", "broccoli",
    "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed", "mirror",
    "dining table", "window", "desk", "toilet", "door", "tv", "laptop", "mouse", "remote", "keyboard",
    "cell phone", "microwave", "oven", "toaster", "sink", "refrigerator", "blender", "book", "clock", "vase",
    "scissors", "teddy bear", "hair drier", "toothbrush", "hair brush", "banner", "blanket", "branch", "bridge",
    "building-other", "bush", "cabinet", "cage", "cardboard", "carpet", "ceiling-other", "ceiling-tile",
    "cloth", "clothes", "clouds", "counter", "cupboard", "curtain", "desk-stuff", "dirt", "door-stuff", "fence",
    "floor-marble", "floor-other", "floor-stone", "floor-tile", "floor-wood", "flower", "fog", "food-other",
    "fruit", "furniture-other", "grass", "gravel", "ground-other", "hill", "house", "leaves", "light", "mat",
    "metal", "mirror-stuff", "moss", "mountain", "mud", "napkin", "net", "paper", "pavement", "pillow",
    "plant-other", "plastic", "platform", "playingfield", "railing", "railroad", "river", "road", "rock",
    "roof", "rug", "salad", "sand", "sea", "shelf", "sky-other", "skyscraper", "snow", "solid-other", "stairs",
    "stone", "straw", "structural-other", "table", "tent", "textile-other", "towel", "tree", "vegetable",
    "wall-brick", "wall-concrete", "wall-other", "wall-panel", "wall-stone", "wall-tile", "wall-wood",
    "water-other", "waterdrops", "window-blind", "window-other", "wood",
  ]
}
