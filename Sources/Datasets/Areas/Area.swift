/// A number of pixels, and the area that they cover on the ground.
public struct Area: Hashable, Sendable {
  /// The number of pixels.
  public internal(set) var pixels: Int
  /// Nil where the area of some of the pixels is not known.
  public internal(set) var squareMetres: Double?

  package static let zero = Area(pixels: 0, squareMetres: 0)

  package init(pixels: Int, squareMetres: Double?) {
    self.pixels = pixels
    // No pixels have no area, wherever they lie.
    self.squareMetres = pixels == 0 ? 0 : squareMetres
  }

  /// The sum of both. An operator would make the compiler slower at all sums of the package.
  package func adding(_ other: Area) -> Area {
    var sum: Double?
    if let own = squareMetres, let more = other.squareMetres { sum = own + more }
    return Area(pixels: pixels + other.pixels, squareMetres: sum)
  }

  /// The part of `whole` that this is, 0...1: of the area where it is known, else of the pixels. Nil where there is no whole.
  package func share(of whole: Area) -> Double? {
    if let part = squareMetres, let all = whole.squareMetres, all > 0 { return part / all }
    return whole.pixels > 0 ? Double(pixels) / Double(whole.pixels) : nil
  }
}

/// The areas of the classes in a mask, in a zone, or in all masks.
public struct ClassAreas: Hashable, Sendable {
  /// The area of each class, in the order of the classes.
  public internal(set) var ofClass: [Area]
  /// The pixels without a class.
  public internal(set) var noClass: Area

  package init(ofClass: [Area], noClass: Area = .zero) {
    self.ofClass = ofClass
    self.noClass = noClass
  }

  /// All pixels that have a class.
  public var classified: Area { ofClass.reduce(.zero) { $0.adding($1) } }

  package func adding(_ other: ClassAreas) -> ClassAreas {
    let count = max(ofClass.count, other.ofClass.count)
    let (own, more) = (padded(to: count).ofClass, other.padded(to: count).ofClass)
    return ClassAreas(ofClass: zip(own, more).map { $0.adding($1) }, noClass: noClass.adding(other.noClass))
  }

  /// The same areas, with classes of no pixels up to `count`.
  func padded(to count: Int) -> ClassAreas {
    let missing = max(0, count - ofClass.count)
    return ClassAreas(ofClass: ofClass + [Area](repeating: .zero, count: missing), noClass: noClass)
  }
}
