import Imaging

/// Counts the pixels and the ground area of each class in each zone of one mask, some rows at a time.
struct AreaTally {
  private let area: GroundArea?
  /// For each zone that was met its row in the tables; `Label.none` stands for no zone.
  private var places: [UInt16: Int] = [:]
  /// A row for each zone; in it the pixels without a class, and then those of each class.
  private var pixels: [Int] = []
  /// The area of the same pixels, where it differs from row to row.
  private var squareMetres: [Double] = []
  private var columns = 257
  private var nextRow = 0

  /// - Parameter area: of the pixels of the mask; nil where it is not known.
  init(area: GroundArea?) { self.area = area }

  /// Counts the next rows.
  /// - Precondition: `zones` have the size of `masks`.
  mutating func add(_ masks: LabelMap, zones: LabelMap?) {
    grow(for: masks.values)
    let sumsAreas = area.map { !$0.isConstant } ?? false
    for row in 0..<masks.height {
      let each = sumsAreas ? area?.ofPixel(row: nextRow + row) ?? 0 : 0
      let end = (row + 1) * masks.width
      var start = row * masks.width
      // Regions are large, so a run of equal pixels is counted at once.
      while start < end {
        let (label, zone) = (masks.values[start], zones?.values[start] ?? Label.none)
        var stop = start + 1
        while stop < end, masks.values[stop] == label, zones.map({ $0.values[stop] == zone }) ?? true { stop += 1 }
        let place = self.row(of: zone) * columns + Int(label &+ 1)
        pixels[place] += stop - start
        if sumsAreas { squareMetres[place] += Double(stop - start) * each }
        start = stop
      }
    }
    nextRow += masks.height
  }

  /// The areas in each zone that was met.
  /// - Parameter classes: how many there are; nil for as many as were met.
  func areas(classes: Int?) -> [UInt16: ClassAreas] {
    let met = (0..<places.count).flatMap { row in (1..<columns).filter { pixels[row * columns + $0] > 0 } }.max() ?? 0
    let count = classes ?? met
    return places.mapValues { row in
      func area(_ column: Int) -> Area {
        let place = row * columns + column
        guard column < columns else { return .zero }
        let constant = self.area.flatMap {
          $0.isConstant ? Double(pixels[place]) * $0.ofPixel(row: 0) : squareMetres[place]
        }
        return Area(pixels: pixels[place], squareMetres: constant)
      }
      return ClassAreas(ofClass: (0..<count).map { area($0 + 1) }, noClass: area(0))
    }
  }

  private mutating func row(of zone: UInt16) -> Int {
    if let place = places[zone] { return place }
    places[zone] = places.count
    pixels += [Int](repeating: 0, count: columns)
    squareMetres += [Double](repeating: 0, count: columns)
    return places.count - 1
  }

  /// Makes room for every label where one is greater than the tables are wide.
  private mutating func grow(for labels: [UInt16]) {
    guard columns <= Label.limit, labels.contains(where: { Int($0 &+ 1) >= columns }) else { return }
    let wide = Label.limit + 1
    let zones = places.count
    var (grownPixels, grownAreas) = (
      [Int](repeating: 0, count: zones * wide), [Double](repeating: 0, count: zones * wide)
    )
    for row in 0..<zones {
      for column in 0..<columns {
        grownPixels[row * wide + column] = pixels[row * columns + column]
        grownAreas[row * wide + column] = squareMetres[row * columns + column]
      }
    }
    (pixels, squareMetres, columns) = (grownPixels, grownAreas, wide)
  }
}
