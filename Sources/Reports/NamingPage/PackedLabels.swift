import Imaging

/// A label map as few bytes. The first byte says how the labels follow, row by row: 0 for a byte each, 255 for no label; 1 for
/// two bytes each, the lower one first, 65535 for no label; 2 for runs, each of a label plus one (0 for no label) and a length,
/// both as numbers of seven bits a byte, the lowest first, all bytes but the last with their highest bit set.
package enum PackedLabels {
  package static func bytes(of map: LabelMap) -> [UInt8] {
    var runs: [UInt8] = [2]
    func append(_ number: Int) {
      var rest = number
      while rest > 127 {
        runs.append(UInt8(rest & 127) | 128)
        rest >>= 7
      }
      runs.append(UInt8(rest))
    }
    var start = 0
    while start < map.values.count {
      var end = start + 1
      while end < map.values.count, map.values[end] == map.values[start] { end += 1 }
      append(map.values[start] == Label.none ? 0 : Int(map.values[start]) + 1)
      append(end - start)
      start = end
    }
    let greatest = map.values.lazy.filter { $0 != Label.none }.max() ?? 0
    if greatest < 255 {
      return runs.count <= map.values.count ? runs : [0] + map.values.map { UInt8(truncatingIfNeeded: $0) }
    }
    if runs.count <= 2 * map.values.count { return runs }
    return [1] + map.values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }
}
