import Basics
import Imaging

/// Sample points on the pixels of masks.
package struct SamplePlacement: Sendable {
  /// The points on each mask, by row.
  package let points: [[PlacedPoint]]
  /// One more than the greatest number of a class.
  package let classes: Int
  /// What a user should know about points that are left out.
  package let remarks: [String]

  /// - Parameters:
  ///   - masks: each with what its header says; nil for a mask that cannot be read.
  ///   - classes: those of the masks; nil where each value is a class.
  /// - Throws: ``AreasError/sample(path:reason:)`` for a class that is not known, and where no point lies on a mask.
  package init(_ file: SampleFile, on masks: [(item: ImageFolder.Item, info: RasterInfo?)], classes: [NamedClass]?)
    throws
  {
    func wrong(_ reason: String) -> AreasError { .sample(path: file.path, reason: reason) }
    let index = Self.index(masks.map(\.item))
    var points = [[PlacedPoint]](repeating: [], count: masks.count)
    var (outside, unknown): ([SamplePoint], [SamplePoint]) = ([], [])
    var (repeated, greatest) = (0, -1)
    var used = Set<[Int]>()
    for point in file.points {
      guard let reference = Self.number(of: point.label, in: classes) else {
        throw wrong(
          "line \(point.line) has the class \(point.label), which the masks do not have; "
            + (classes.map { "theirs are \($0.map(\.name).joined(separator: ", "))" }
              ?? "theirs have no names, so that values from 0 to 65534 are needed"))
      }
      greatest = max(greatest, reference)
      var candidates = Array(masks.indices)
      if let image = point.image {
        guard let named = index[image] else {
          unknown.append(point)
          continue
        }
        candidates = [named]
      } else if case .pixel = point.place, masks.count > 1 {
        throw wrong(
          "has a column and a row for each point, but not the image; add a column image with the names of the masks")
      }
      let found = candidates.lazy.compactMap { mask in
        masks[mask].info.flatMap { Self.pixel(of: point.place, in: $0) }.map {
          (mask: mask, column: $0.column, row: $0.row)
        }
      }.first
      guard let found else {
        outside.append(point)
        continue
      }
      if !used.insert([found.mask, found.column, found.row]).inserted { repeated += 1 }
      points[found.mask].append(PlacedPoint(column: found.column, row: found.row, reference: reference))
    }
    let infos = masks.compactMap(\.info)
    if points.allSatisfy(\.isEmpty) { throw wrong(Self.reason(outside: outside, unknown: unknown, infos)) }
    self.points = points.map { $0.sorted { ($0.row, $0.column) < ($1.row, $1.column) } }
    self.classes = greatest + 1
    remarks = Self.remarks(
      file, outside: outside, unknown: unknown, repeated: repeated)
  }

  /// The pixel that a point lies on; nil where it lies outside, or the mask does not tell its place.
  private static func pixel(of place: SamplePoint.Place, in info: RasterInfo) -> (column: Int, row: Int)? {
    var (column, row) = (-1, -1)
    switch place {
    case .pixel(let givenColumn, let givenRow): (column, row) = (givenColumn, givenRow)
    case .coordinates(let x, let y):
      guard info.orientation == .upright, let found = info.georeference.transform?.pixel(x: x, y: y) else { return nil }
      let (nearestColumn, nearestRow) = ((found.column + 0.5).rounded(.down), (found.row + 0.5).rounded(.down))
      guard abs(nearestColumn) < 1e9, abs(nearestRow) < 1e9 else { return nil }
      (column, row) = (Int(nearestColumn), Int(nearestRow))
    }
    return (0..<info.width).contains(column) && (0..<info.height).contains(row) ? (column, row) : nil
  }

  /// The number of a class by its name or, where no class has the name, by its value.
  private static func number(of label: String, in classes: [NamedClass]?) -> Int? {
    let value = Double(label).flatMap { UInt16(exactly: $0) }
    guard let classes else { return value.flatMap { $0 == Label.none ? nil : Int($0) } }
    return classes.firstIndex { $0.name == label }
      ?? classes.firstIndex { $0.name.lowercased() == label.lowercased() }
      ?? value.flatMap { value in classes.enumerated().first { $1.value(number: $0) == value }?.offset }
  }

  /// The place of each mask by its path, and by its name where no other has it; each also without the extension.
  private static func index(_ masks: [ImageFolder.Item]) -> [String: Int] {
    var places: [String: Int] = [:]
    var ambiguous: Set<String> = []
    for (place, item) in masks.enumerated() {
      let names = [item.relativePath, item.stem].flatMap { [$0, String($0.split(separator: "/").last ?? "")] }
      for name in Set(names) where places.updateValue(place, forKey: name) != nil { ambiguous.insert(name) }
    }
    for name in ambiguous { places[name] = nil }
    for (place, item) in masks.enumerated() { (places[item.stem], places[item.relativePath]) = (place, place) }
    return places
  }

  private static func reason(outside: [SamplePoint], unknown: [SamplePoint], _ infos: [RasterInfo]) -> String {
    if let point = unknown.first, outside.isEmpty {
      return "names no mask: line \(point.line) has the image \(point.image ?? ""), and the masks are named like "
        + (infos.first?.path ?? "")
    }
    let isOnMap = outside.contains { if case .coordinates = $0.place { true } else { false } }
    if isOnMap, !infos.contains(where: { $0.georeference.transform != nil }) {
      return "has coordinates, but no mask tells where it lies: \(infos.first?.path ?? "the first") has no world file; "
        + "add one, or give image, column and row of each point"
    }
    let system = infos.lazy.compactMap { $0.georeference.coordinateSystem?.name }.first
    return "has no point on a mask: line \(outside.first?.line ?? 2) and all others lie outside"
      + (isOnMap ? "; x and y are coordinates in the system of the masks" + (system.map { " (\($0))" } ?? "") : "")
  }

  private static func remarks(
    _ file: SampleFile, outside: [SamplePoint], unknown: [SamplePoint], repeated: Int
  ) -> [String] {
    var remarks: [String] = []
    let total = file.points.count + file.unlabelled
    func add(_ count: Int, _ what: String) {
      if count > 0 { remarks.append("\(file.path): \(count) of \(NumberText.count(total, "point")) \(what)") }
    }
    add(file.unlabelled, "without a class left out")
    add(outside.count, "outside the masks left out, such as line \(outside.first?.line ?? 0)")
    add(
      unknown.count,
      "in images that are not among the masks left out, such as line \(unknown.first?.line ?? 0) "
        + "(\(unknown.first?.image ?? ""))")
    if repeated > 0 {
      remarks.append(
        "\(file.path): \(NumberText.count(repeated, "point lies", "points lie")) on a pixel of another point; each is "
          + "counted, as if the sample were drawn with replacement")
    }
    return remarks
  }
}
