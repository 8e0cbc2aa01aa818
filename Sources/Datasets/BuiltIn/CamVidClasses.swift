import Basics
import Imaging

/// CamVid: the 32 colours of the original labels, merged to the usual 11 classes. The values are those of the copies with
/// 11 classes, where 11 is void.
///
/// - Source: Brostow, Fauqueur and Cipolla, Pattern Recognition Letters 30, 2009; merged as in Badrinarayanan, Kendall and
///   Cipolla, SegNet, 2015.
enum CamVidClasses {
  private static let nameParts = ["0001TP_", "0006R0_", "0016E5_", "Seq05VD_"]

  static let eleven = BuiltInClasses(
    "camvid", "CamVid's 32 colours merged to the usual 11 classes, or 0 to 10",
    source: "CamVid (Brostow et al., 2009), merged as in SegNet (Badrinarayanan et al., 2015)", nameParts: nameParts,
    notes: [
      "sky", "building, archway, bridge, wall, tunnel", "column or pole, traffic cone",
      "road, lane markings (drivable, not drivable)", "sidewalk, parking block, road shoulder",
      "tree, other vegetation",
      "sign, text, traffic light", "fence", "car, pickup truck, truck or bus, train, other moving",
      "pedestrian, child, cart or pram, animal", "bicyclist, motorcycle",
    ]
  ) {
    try ClassTable(
      rows: [
        ("sky", [0], [0x808080]), ("building", [1], [0x800000, 0xC00080, 0x008040, 0x40C000, 0x400040]),
        ("pole", [2], [0xC0C080, 0x000040]), ("road", [3], [0x804080, 0x8000C0, 0xC00040]),
        ("pavement", [4], [0x0000C0, 0x40C080, 0x8080C0]), ("tree", [5], [0x808000, 0xC0C000]),
        ("sign", [6], [0xC08080, 0x808040, 0x004040]), ("fence", [7], [0x404080]),
        ("car", [8], [0x400080, 0x4080C0, 0xC080C0, 0xC04080, 0x804040]),
        ("pedestrian", [9], [0x404000, 0xC08040, 0x4000C0, 0x408040]), ("bicyclist", [10], [0x0080C0, 0xC000C0]),
      ], ignoredValues: [11, 255], ignoredColours: [0x000000], path: "camvid")
  }
}
