import Basics

/// The parts of GDAL's `.aux.xml` files that place an image on Earth.
///
/// Source: GDAL, "Persistent Auxiliary Metadata".
enum AuxiliaryXML {
  /// The content of the `SRS` element: the well-known text of a coordinate system.
  static func coordinateSystem(_ text: String) -> String? {
    content("SRS", text).map { escaped in
      [("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")].reduce(escaped)
      {
        $0.replacing($1.0, with: $1.1)
      }
    }
  }

  /// The content of the `GeoTransform` element.
  static func transform(_ text: String) -> PixelTransform? {
    guard let numbers = content("GeoTransform", text) else { return nil }
    let values = numbers.split(separator: ",").map { Double($0.filter { !$0.isWhitespace }) }
    let known = values.compactMap { $0 }
    return known.count == values.count ? PixelTransform(geoTransform: known) : nil
  }

  /// The text of a file that holds a coordinate system alone.
  static func text(coordinateSystem wkt: String) -> String {
    "<PAMDataset>\n  <SRS dataAxisToSRSAxisMapping=\"1,2\">\(Markup.escape(wkt))</SRS>\n</PAMDataset>\n"
  }

  /// The text of a file that names the values of the first band, from 0 on.
  static func text(categories: [String]) -> String {
    let names = categories.map { "      <Category>\(Markup.escape($0))</Category>\n" }.joined()
    return "<PAMDataset>\n  <PAMRasterBand band=\"1\">\n    <CategoryNames>\n\(names)    </CategoryNames>\n"
      + "  </PAMRasterBand>\n</PAMDataset>\n"
  }

  /// The text between the tags of the first element of this name. Its attributes are passed over.
  private static func content(_ name: String, _ text: String) -> String? {
    guard let opening = text.firstRange(of: "<\(name)"), let end = text[opening.upperBound...].firstIndex(of: ">"),
      let closing = text[end...].firstRange(of: "</\(name)>")
    else { return nil }
    return String(text[text.index(after: end)..<closing.lowerBound])
  }
}
