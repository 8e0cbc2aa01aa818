import Basics
import Foundation
import Imaging

/// Which polygons are made of the regions of masks.
public struct PolygonSettings: Sendable {
  /// Which pixels of one value belong to one region.
  public var connectivity = Connectivity.four
  /// The least size of a region that becomes a polygon; nil for all.
  public var minimum: RegionSize?
  /// How far borders are simplified, in units of the map, or in pixels where there is no map; nil to follow the sides of pixels.
  ///
  /// Corners are left out whose triangles with their neighbours are smaller than the square of this length.
  public var tolerance: Double?
  /// A folder of the probability masks of the same images, for the mean probability of each polygon; nil to leave that out.
  public var probabilities: URL?

  /// All regions, with borders that follow the sides of pixels.
  public init() {}

  /// The settings, to tell them from others.
  package var words: String {
    "connectivity \(connectivity.rawValue), minimum \(minimum.map { "\($0)" } ?? "none"), "
      + "tolerance \(tolerance.map { "\($0)" } ?? "none")"
  }
}

/// Makes polygons of the regions of masks.
package struct MaskPolygons: Sendable {
  let settings: PolygonSettings
  let layer: MaskLayer
  private let files: MaskFiles

  package init(_ settings: PolygonSettings, layer: MaskLayer, files: MaskFiles) {
    self.settings = settings
    self.layer = layer
    self.files = files
  }

  /// The regions of one mask, ready to be written.
  package struct Traced: Sendable {
    fileprivate let item: ImageFolder.Item
    fileprivate let info: RasterInfo
    fileprivate let rings: RegionRings
    fileprivate let minimum: RegionMeasure
    fileprivate let means: [UInt32: Double]
  }

  /// Reads a mask twice and follows its borders.
  /// - Parameter progress: is called after each of the blocks of ``MaskBlocks``.
  /// - Throws: `FileAccessError`, `ImageIOError`, `RegionError`.
  package func trace(_ item: ImageFolder.Item, progress: () -> Void = {}) throws -> Traced {
    let first = try files.open(item.url)
    let info = first.info
    let rows = MaskBlocks.rows(of: info)
    let minimum = try RegionMeasure(settings.minimum ?? .pixels(1), of: info)
    var scan = RegionScan(settings.connectivity, measure: minimum, of: info)
    while let band = try first.readRows(rows) {
      try scan.add(band)
      progress()
    }
    let parts = scan.finish()
    var means = try settings.probabilities.map { folder in
      try ProbabilityMeans(
        of: item, in: folder, labels: parts.usedLabels, number: layer.number(of:), info: info, options: files.options)
    }
    var trace = BorderTrace(parts, of: info)
    let second = try files.open(item.url)
    while let band = try second.readRows(rows) {
      try means?.readRows(band.height)
      try trace.add(band) { columns, row, region in
        means?.add(columns, row: row, label: parts.label(of: region), region: region)
      }
      progress()
    }
    var arcs = trace.finish()
    if let tolerance = settings.tolerance {
      arcs = arcs.simplified(area: tolerance * tolerance / (layer.transform(of: info)?.pixelArea ?? 1))
    }
    return Traced(
      item: item, info: info, rings: RegionRings(arcs, of: parts), minimum: minimum, means: means?.means ?? [:])
  }

  /// Writes the polygons of a mask.
  /// - Parameter wrote: is told the label and the area of each polygon.
  /// - Throws: what the sink throws.
  package func write(
    _ traced: Traced, to sink: any VectorSink, wrote: (_ label: UInt16, _ area: Double) -> Void
  ) throws {
    let measure = layer.measure(of: traced.info)
    let transform = layer.transform(of: traced.info)
    // RFC 7946 has outer rings run counterclockwise with y up.
    let isReversed = transform?.isMirrored ?? true
    try traced.rings.forEach(traced.minimum) { region in
      let rings = region.polygons.joined()
      let area = rings.reduce(0) { $0 + measure.area($1) }
      let length = rings.reduce(0) { $0 + measure.length($1) }
      let polygons = region.polygons.map { polygon in
        polygon.map { ring in
          (isReversed ? ring.reversed() : ring).map { corner in
            let place = transform?.coordinates(of: corner) ?? (x: Double(corner.x), y: Double(corner.y))
            return VectorFeature.Point(x: place.x, y: place.y)
          }
        }
      }
      let values = layer.values(
        label: region.label, image: traced.item.relativePath, area: area, length: length,
        probability: traced.means[region.firstPart], palette: traced.info.palette)
      try sink.write(VectorFeature(values: values, polygons: polygons))
      wrote(region.label, area)
    }
  }
}
