/// The compressed run lengths of COCO: pixels column by column, in turn without and with the segment.
/// Source: `rleEncode` and `rleToString` in maskApi.c of pycocotools.
package enum COCORunLengths {
  /// The text of a segment in an image of a size.
  package static func text(of segment: MaskSegments.Segment, imageWidth: Int, imageHeight: Int) -> String {
    text(counts(of: segment, imageWidth: imageWidth, imageHeight: imageHeight))
  }

  /// Pixels without and with the segment in turn, column by column.
  private static func counts(of segment: MaskSegments.Segment, imageWidth: Int, imageHeight: Int) -> [Int] {
    let (width, height) = (segment.width, segment.height)
    // The rectangle around the segment, column by column.
    var isInside = [Bool](repeating: false, count: width * height)
    for run in segment.runs {
      for place in run {
        isInside[(place % imageWidth - segment.left) * height + place / imageWidth - segment.top] = true
      }
    }
    var counts: [Int] = []
    var end = 0
    for place in isInside.indices where isInside[place] {
      let start = (segment.left + place / height) * imageHeight + segment.top + place % height
      if !counts.isEmpty && start == end {
        counts[counts.count - 1] += 1
      } else {
        counts += [start - end, 1]
      }
      end = start + 1
    }
    let rest = imageWidth * imageHeight - end
    return rest > 0 ? counts + [rest] : counts
  }

  /// Counts as text: from the fourth on the difference to the one before the last, six bits a character.
  package static func text(_ counts: [Int]) -> String {
    var bytes: [UInt8] = []
    for index in counts.indices {
      var rest = index > 2 ? counts[index] - counts[index - 2] : counts[index]
      var isMore = true
      while isMore {
        var bits = rest & 0x1F
        rest >>= 5
        isMore = bits & 0x10 != 0 ? rest != -1 : rest != 0
        if isMore { bits |= 0x20 }
        bytes.append(UInt8(bits + 48))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
