import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

extension Segmenter {
  /// The label map of an image in memory.
  /// - Throws: ``SegmentationError/channelsMissing(path:channels:needed:)``.
  public func segment(_ image: Raster, name: String = "image", context: ComputeContext) throws -> LabelMap {
    try segment(MemoryRaster(image, name: name), context: context)
  }

  /// The label map of an image in memory, whose properties decide how it is prepared.
  /// - Throws: ``SegmentationError/channelsMissing(path:channels:needed:)``.
  package func segment(_ image: MemoryRaster, context: ComputeContext) throws -> LabelMap {
    let bands = try SegmentedRows(self, of: image.unread, context: context)
    var values: [UInt16] = []
    try forEachBand(bands, of: image.info) { values += $0.values }
    return LabelMap(width: image.width, height: image.height, values: values)
  }

  /// Writes the label map of an image file, a band of rows at a time: as ``encoding`` says.
  /// - Parameter workers: contexts of one thread each, among which the tiles of large images are shared out.
  /// - Returns: the clusters that the mask shows; nil for a mask of probabilities or margins.
  /// - Throws: `ImageIOError`, ``SegmentationError``.
  @discardableResult
  public func segment(
    _ input: URL, to output: URL, options: DecodingOptions = .init(), context: ComputeContext,
    workers: [ComputeContext] = []
  ) throws -> Set<UInt16>? {
    let image = try RasterFile.open(input, options: options)
    let bands = try SegmentedRows(self, of: image, context: context, workers: workers)
    let stored = encoding.imageEncoding(
      mayHaveNoData: model.input.preparation.mayHaveNoData(image.info), georeference: image.info.georeference,
      metadata: encoding.container == .png ? [:] : metadata)
    let sinks = try encoding.files(for: output).map { file in
      try RasterFile.create(file, width: bands.width, height: bands.height, encoding: stored)
    }
    var shown: [Bool]?
    if encoding.container.array != nil {
      let classOfCluster = encoding.naming.classOfCluster
      while let values = try bands.nextFloatProbabilities(classOfCluster, count: encoding.classes.count) {
        let height = values.count / (bands.width * max(1, encoding.classes.count))
        try sinks[0].write(
          Raster(
            width: bands.width, height: height, bands: max(1, encoding.classes.count), samples: .float32(values)))
      }
    } else if encoding.format.isMeasure {
      while var planes = try bands.nextProbabilities(encoding.naming.classOfCluster, count: encoding.classes.count) {
        if encoding.format == .margin { planes = [CertaintyMap.margins(of: planes)] }
        let height = planes[0].count / bands.width
        if sinks.count == planes.count {
          for (sink, plane) in zip(sinks, planes) {
            try sink.write(Raster(width: bands.width, height: height, bands: 1, values: plane))
          }
        } else {
          let values = (0..<planes[0].count).flatMap { place in planes.map { $0[place] } }
          try sinks[0].write(Raster(width: bands.width, height: height, bands: planes.count, values: values))
        }
      }
    } else {
      var isShown = [Bool](repeating: false, count: clusters)
      try forEachBand(bands, of: image.info) { band in
        for cluster in band.values where Int(cluster) < clusters { isShown[Int(cluster)] = true }
        for sink in sinks { try sink.write(encoding.raster(of: band)) }
      }
      shown = isShown
    }
    for sink in sinks { try sink.finish() }
    return shown.map { shown in Set(shown.indices.filter { shown[$0] }.map { UInt16($0) }) }
  }

  /// What a mask that can keep texts tells of its making.
  private var metadata: [String: String] {
    [
      "TESSERA_MODEL": model.fingerprint, "TESSERA_MAP": map.name, "TESSERA_SMOOTHING": "\(smoothingRadius)",
      "TESSERA_FLIPS": flips ? "yes" : "no",
    ]
  }

  /// Calls `body` with each band of labels, after small regions were merged.
  /// - Parameter info: of the image.
  private func forEachBand(
    _ bands: SegmentedRows, of info: RasterInfo, _ body: (LabelMap) throws -> Void
  ) throws {
    guard let sieve else {
      while let band = try bands.next() { try body(band) }
      return
    }
    // Regions are those of classes, so the first cluster of each class stands for its others.
    let classOfCluster = encoding.naming.classOfCluster
    let table = LabelTable(
      classOfCluster.map { shown in
        shown.flatMap { classOfCluster.firstIndex(of: $0) }.map { UInt16($0) } ?? Label.none
      }, other: Label.none)
    var scan = try SieveScan(sieve, of: info)
    var stored = StoredRuns(info)
    while var band = try bands.next() {
      for place in band.values.indices { band.values[place] = table[band.values[place]] }
      try scan.add(band.raster)
      stored.add(band)
    }
    let rows = SievedRows(stored.rows(), scan.finish())
    while let band = try rows.readLabels(max(1, 1 << 20 / info.width)) { try body(band) }
  }
}
