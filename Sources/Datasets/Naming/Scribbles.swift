import Basics
import Foundation
import Imaging

/// What a person has painted on images: strokes of a brush, each of one class.
///
/// They are stored in the file of a ``Naming``, below the key `scribbles`:
///
/// ```json
/// "scribbles" : [
///   {
///     "class" : 0,
///     "height" : 720,
///     "image" : "street/0001.png",
///     "points" : [[12.5, 40], [18, 44.5]],
///     "radius" : 6,
///     "width" : 960
///   }
/// ]
/// ```
///
/// - `image`: the path of the image below the folder of images. `width` and `height` are its size in pixels.
/// - `class`: the place of the class in `classes`; null where the stroke erases.
/// - `points`: a line through these points, in pixels from the image's upper left corner. All pixels whose centre is within
///   `radius` of the line belong to the stroke, and the pixels that hold its points. A later stroke covers earlier ones.
public struct Scribbles: Hashable, Sendable {
  /// A stroke of the brush.
  public struct Stroke: Hashable, Sendable {
    /// The path of the image below the folder of images.
    public var image: String
    /// The size of the image in pixels.
    public var width: Int
    /// The height of the image in pixels.
    public var height: Int
    /// The place of the class among the classes; nil where the stroke erases.
    public var classNumber: Int?
    /// In pixels.
    public var radius: Double
    /// Columns and rows in pixels, from the image's upper left corner.
    public var points: [SIMD2<Double>]

    /// A stroke of a brush, in pixels of the image.
    public init(
      image: String, width: Int, height: Int, classNumber: Int?, radius: Double, points: [SIMD2<Double>]
    ) {
      self.image = image
      self.width = width
      self.height = height
      self.classNumber = classNumber
      self.radius = radius
      self.points = points
    }
  }

  /// The classes of the file; none where it has no scribbles.
  public let classes: [NamedClass]
  /// The strokes in the order in which they were painted.
  public let strokes: [Stroke]

  /// - Precondition: the strokes are of the classes.
  public init(classes: [NamedClass], strokes: [Stroke]) {
    precondition(
      strokes.allSatisfy { $0.classNumber.map(classes.indices.contains) ?? true },
      "a stroke is of a class beyond the \(classes.count) classes")
    self.classes = classes
    self.strokes = strokes
  }

  /// Reads the scribbles in a file of names; a file without any has no strokes.
  /// - Throws: ``NamingError/notScribbles(path:reason:)``.
  public init(contentsOf url: URL) throws {
    do {
      self = try JSONDecoder().decode(Scribbles.self, from: TextFile.bytes(of: url))
    } catch let error as DecodingError {
      throw NamingError.notScribbles(path: url.path, reason: error.reasonInFile)
    } catch let error as FileAccessError {
      throw NamingError.notScribbles(path: url.path, reason: error.reason)
    }
  }

  /// The images that have strokes, sorted by path.
  public var images: [String] { Set(strokes.map(\.image)).sorted() }

  /// The places of the classes in the scribbled pixels of an image, and `Label.none` elsewhere; nil for an image without
  /// strokes. Strokes are scaled where they were painted on the image in another size.
  public func labels(of image: String, width: Int, height: Int) -> LabelMap? {
    let own = strokes.filter { $0.image == image }
    guard !own.isEmpty, width > 0, height > 0 else { return nil }
    var map = LabelMap(
      width: width, height: height, values: [UInt16](repeating: Label.none, count: width * height))
    for stroke in own { stroke.paint(into: &map) }
    return map
  }
}

extension Scribbles {
  /// How many pixels of an image the strokes of several classes cover, without one that erases between them.
  package func contestedPixels(of image: String, width: Int, height: Int) -> Int {
    guard width > 0, height > 0 else { return 0 }
    let empty = LabelMap(
      width: width, height: height, values: [UInt16](repeating: Label.none, count: width * height))
    var painted = empty
    var contested = [Bool](repeating: false, count: width * height)
    for stroke in strokes where stroke.image == image {
      let before = painted
      stroke.paint(into: &painted)
      for (place, label) in painted.values.enumerated() where label != before.values[place] {
        contested[place] = label != Label.none && (contested[place] || before.values[place] != Label.none)
      }
    }
    return contested.count { $0 }
  }
}

extension Scribbles.Stroke {
  fileprivate func paint(into map: inout LabelMap) {
    let label = classNumber.map { UInt16($0) } ?? Label.none
    let scale = SIMD2(Double(map.width) / Double(width), Double(map.height) / Double(height))
    // Sizes of one image differ by one factor but for rounding.
    let radius = radius * (scale.x * scale.y).squareRoot()
    let points = points.map { $0 * scale }
    for (index, point) in points.enumerated() {
      let start = index > 0 ? points[index - 1] : point
      paint(from: start, to: point, radius: radius, label, into: &map)
      let (x, y) = (point.x.rounded(.down), point.y.rounded(.down))
      if x >= 0, y >= 0, x < Double(map.width), y < Double(map.height) { map[Int(x), Int(y)] = label }
    }
  }

  private func paint(
    from start: SIMD2<Double>, to end: SIMD2<Double>, radius: Double, _ label: UInt16, into map: inout LabelMap
  ) {
    func range(_ one: Double, _ other: Double, _ count: Int) -> Range<Int> {
      let first = min(max(0, (min(one, other) - radius - 0.5).rounded(.up)), Double(count))
      let last = min(max(0, (max(one, other) + radius - 0.5).rounded(.down) + 1), Double(count))
      return Int(first)..<max(Int(first), Int(last))
    }
    let line = end - start
    let length = (line * line).sum()
    for y in range(start.y, end.y, map.height) {
      for x in range(start.x, end.x, map.width) {
        let place = SIMD2(Double(x) + 0.5, Double(y) + 0.5) - start
        let part = length > 0 ? min(max((place * line).sum() / length, 0), 1) : 0
        let rest = place - part * line
        if (rest * rest).sum() <= radius * radius { map[x, y] = label }
      }
    }
  }
}
