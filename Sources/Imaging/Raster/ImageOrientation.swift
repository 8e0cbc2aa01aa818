/// The turn or reflection that makes stored pixels upright: the values of the Exif tag 0x0112.
///
/// Source: Exif 2.32 (CIPA DC-008), section 4.6.4.
public enum ImageOrientation: Int, Hashable, Sendable, CaseIterable {
  /// The rows lie as they are stored: value 1.
  case upright = 1
  /// The values 2 to 8, in the order of Exif: left and right are exchanged (`mirrored`), the image is turned by half
  /// a turn (`upsideDown`), top and bottom are exchanged (`flipped`), rows and columns are exchanged (`transposed`),
  /// a quarter turn clockwise shows it upright (`turnedRight`), rows and columns are exchanged along the other
  /// diagonal (`transversed`), a quarter turn counterclockwise shows it upright (`turnedLeft`).
  case mirrored, upsideDown, flipped, transposed, turnedRight, transversed, turnedLeft

  /// Whether turning exchanges rows and columns.
  package var swapsAxes: Bool { rawValue >= 5 }

  /// Whether the first upright row needs more than the first stored row.
  var needsWholeImage: Bool { rawValue >= 3 }

  /// The orientation in the payload of an Exif marker; upright when the marker has no valid orientation.
  init(exif: [UInt8]) {
    self = ImageOrientation(rawValue: ExifTags(exif).orientation ?? 1) ?? .upright
  }

  /// The stored place of the upright pixel at column `x`, row `y`, in an image of `width` x `height` stored pixels.
  @inline(__always)
  func stored(x: Int, y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
    switch self {
    case .upright: (x, y)
    case .mirrored: (width - 1 - x, y)
    case .upsideDown: (width - 1 - x, height - 1 - y)
    case .flipped: (x, height - 1 - y)
    case .transposed: (y, x)
    case .turnedRight: (y, height - 1 - x)
    case .transversed: (width - 1 - y, height - 1 - x)
    case .turnedLeft: (width - 1 - y, x)
    }
  }

  /// Interleaved samples of `width` x `height` stored pixels, turned upright.
  func apply<Sample>(_ samples: [Sample], width: Int, height: Int, bands: Int) -> [Sample] {
    if self == .upright { return samples }
    let columns = swapsAxes ? height : width
    let rows = swapsAxes ? width : height
    let steps = (
      origin: stored(x: 0, y: 0, width: width, height: height),
      right: stored(x: 1, y: 0, width: width, height: height), down: stored(x: 0, y: 1, width: width, height: height)
    )
    let start = steps.origin.y * width + steps.origin.x
    let stepRight = steps.right.y * width + steps.right.x - start
    let stepDown = steps.down.y * width + steps.down.x - start
    return [Sample](unsafeUninitializedCapacity: samples.count) { target, count in
      samples.withUnsafeBufferPointer { samples in
        var place = 0
        for y in 0..<rows {
          var from = (start + y * stepDown) * bands
          for _ in 0..<columns {
            for c in 0..<bands { target.initializeElement(at: place + c, to: samples[from + c]) }
            place += bands
            from += stepRight * bands
          }
        }
      }
      count = samples.count
    }
  }
}

extension ImageOrientation {
  /// The orientation in words, for messages.
  var words: String {
    switch self {
    case .upright: "upright"
    case .mirrored, .flipped: "mirrored"
    case .upsideDown: "upside down"
    case .transposed, .transversed: "mirrored and turned"
    case .turnedRight, .turnedLeft: "turned"
    }
  }
}

/// Looks up tags in an Exif payload that begins with "Exif\0\0". Any bytes are safe to read.
private struct ExifTags {
  private let bytes: [UInt8]
  private let isLittleEndian: Bool

  init(_ payload: [UInt8]) {
    bytes = Array(payload.dropFirst(6))
    isLittleEndian = bytes.first == 0x49
  }

  /// The value of tag 0x0112; nil when the first directory does not have it.
  var orientation: Int? {
    guard bytes.count >= 8, bytes[0] == bytes[1], bytes[0] == 0x49 || bytes[0] == 0x4D, integer(at: 2, size: 2) == 42,
      let directory = integer(at: 4, size: 4), let entries = integer(at: directory, size: 2)
    else { return nil }
    for entry in 0..<entries {
      let place = directory + 2 + 12 * entry
      guard let tag = integer(at: place, size: 2), let type = integer(at: place + 2, size: 2) else { return nil }
      guard tag == 0x0112 else { continue }
      return integer(at: place + 8, size: type == 4 ? 4 : type == 1 ? 1 : 2)
    }
    return nil
  }

  private func integer(at place: Int, size: Int) -> Int? {
    guard place >= 0, place <= bytes.count - size else { return nil }
    let part = bytes[place..<place + size]
    return (isLittleEndian ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
  }
}
