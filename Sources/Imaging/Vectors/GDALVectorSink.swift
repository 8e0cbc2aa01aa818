#if GDAL
  import Basics
  import CGDAL
  import Foundation

  /// Writes a layer by GDAL: a GeoPackage or a Shapefile.
  ///
  /// GDAL writes to a folder for temporary files. The finished files are copied to their place, each under a temporary name.
  final class GDALVectorSink: VectorSink {
    /// The drivers by the extensions of files, in lower case.
    static let drivers = ["gpkg": "GPKG", "shp": "ESRI Shapefile"]

    private let layer: VectorLayer
    private let target: URL
    private let folder: URL
    private var dataset: GDALDatasetH?
    private let table: OGRLayerH

    /// - Throws: `FileAccessError.unwritable`.
    init(to url: URL, _ layer: VectorLayer) throws {
      self.layer = layer
      target = url
      let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
      self.folder = folder
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      } catch {
        throw FileAccessError.unwritable(path: folder.path, reason: "the folder for temporary files cannot be created")
      }
      let made = GDALLibrary.quietly { () -> (dataset: GDALDatasetH, table: OGRLayerH)? in
        let driver = GDALGetDriverByName(Self.drivers[url.pathExtension.lowercased()] ?? "")
        let path = folder.appending(path: url.lastPathComponent).path
        guard let dataset = GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, nil) else { return nil }
        let system = layer.coordinateSystem.flatMap { OSRNewSpatialReference($0.wkt) }
        defer { if let system { OSRDestroySpatialReference(system) } }
        if let system { OSRSetAxisMappingStrategy(system, OAMS_TRADITIONAL_GIS_ORDER) }
        let options = CStringList(url.pathExtension.lowercased() == "shp" ? ["ENCODING=UTF-8"] : [])
        let kind = layer.geometry == .multiPolygon ? wkbMultiPolygon : wkbPolygon
        guard let table = GDALDatasetCreateLayer(dataset, layer.name, system, kind, options.pointer) else {
          GDALClose(dataset)
          return nil
        }
        return (dataset, table)
      }
      guard let made else {
        let reason = GDALLibrary.lastMessage(of: url.path)
        try? FileManager.default.removeItem(at: folder)
        throw FileAccessError.unwritable(path: url.path, reason: reason)
      }
      dataset = made.dataset
      table = made.table
      GDALLibrary.quietly {
        for field in layer.fields {
          let kind =
            switch field.kind {
            case .integer: OFTInteger64
            case .real: OFTReal
            case .text: OFTString
            }
          let definition = OGR_Fld_Create(field.name, kind)
          OGR_L_CreateField(made.table, definition, 1)
          OGR_Fld_Destroy(definition)
        }
      }
      _ = GDALLibrary.quietly { OGR_L_StartTransaction(made.table) }
    }

    deinit {
      GDALLibrary.quietly { if let dataset { GDALClose(dataset) } }
      try? FileManager.default.removeItem(at: folder)
    }

    var remark: String? {
      guard target.pathExtension.lowercased() == "shp", layer.fields.contains(where: { $0.name.utf8.count > 10 }) else {
        return nil
      }
      return "\(target.path): a Shapefile cuts the names of fields to 10 characters; a GeoPackage (.gpkg) keeps them"
    }

    func write(_ feature: VectorFeature) throws {
      precondition(feature.values.count == layer.fields.count, "a feature has a value for each field")
      precondition(layer.geometry == .multiPolygon || feature.polygons.count == 1, "the layer holds single polygons")
      let status = GDALLibrary.quietly { () -> OGRErr in
        let row = OGR_F_Create(OGR_L_GetLayerDefn(table))
        defer { OGR_F_Destroy(row) }
        for (number, value) in feature.values.enumerated() {
          let index = Int32(number)
          switch value {
          case .integer(let number): OGR_F_SetFieldInteger64(row, index, GIntBig(number))
          case .real(let number): OGR_F_SetFieldDouble(row, index, number)
          case .text(let text): OGR_F_SetFieldString(row, index, text)
          case .missing: OGR_F_SetFieldNull(row, index)
          }
        }
        let polygons = feature.polygons.map(Self.polygon)
        if layer.geometry == .multiPolygon {
          let whole = OGR_G_CreateGeometry(wkbMultiPolygon)
          for polygon in polygons { OGR_G_AddGeometryDirectly(whole, polygon) }
          OGR_F_SetGeometryDirectly(row, whole)
        } else {
          OGR_F_SetGeometryDirectly(row, polygons[0])
        }
        return OGR_L_CreateFeature(table, row)
      }
      if status != OGRERR_NONE { throw unwritable }
    }

    func finish() throws {
      guard let dataset else { preconditionFailure("the file is finished") }
      let isWritten = GDALLibrary.quietly { () -> Bool in
        let status = OGR_L_CommitTransaction(table)
        GDALClose(dataset)
        return status == OGRERR_NONE && CPLGetLastErrorType() != CE_Failure
      }
      self.dataset = nil
      guard isWritten else { throw unwritable }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      // The main file comes last, so that it is there only with all others.
      for name in names.filter({ $0 != target.lastPathComponent }) + [target.lastPathComponent] {
        try copy(folder.appending(path: name), to: target.deletingLastPathComponent().appending(path: name))
      }
    }

    private func copy(_ source: URL, to target: URL) throws {
      guard let reader = try? FileHandle(forReadingFrom: source) else { throw unwritable }
      defer { try? reader.close() }
      let file = try AtomicFile(at: target)
      while let part = try? reader.read(upToCount: 1 << 22), !part.isEmpty { try file.write([UInt8](part)) }
      try file.commit()
    }

    private static func polygon(_ rings: [[VectorFeature.Point]]) -> OGRGeometryH? {
      let polygon = OGR_G_CreateGeometry(wkbPolygon)
      for ring in rings {
        let line = OGR_G_CreateGeometry(wkbLinearRing)
        OGR_G_SetPointCount(line, Int32(ring.count))
        for (index, point) in ring.enumerated() { OGR_G_SetPoint_2D(line, Int32(index), point.x, point.y) }
        OGR_G_AddGeometryDirectly(polygon, line)
      }
      return polygon
    }

    private var unwritable: FileAccessError {
      .unwritable(path: target.path, reason: GDALLibrary.lastMessage(of: target.path))
    }
  }
#endif
