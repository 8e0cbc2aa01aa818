import Basics
import Foundation
import Imaging

/// What the values of masks are called and which colours show them: a table for people and programs, and a style for QGIS.
public struct MaskStyle: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var value: UInt8
    public var name: String
    public var colour: Palette.Colour

    public init(value: UInt8, name: String, colour: Palette.Colour) {
      self.value = value
      self.name = name
      self.colour = colour
    }
  }

  public var entries: [Entry]

  public init(_ entries: [Entry]) { self.entries = entries }

  /// What masks of `encoding` show.
  public init(_ encoding: MaskEncoding) {
    entries = encoding.entries.map { Entry(value: $0.value, name: $0.name, colour: $0.colour) }
  }

  /// A QGIS layer style that shows each value in its colour under its name.
  ///
  /// QGIS takes it up by itself for a raster of the same name beside it.
  public var qml: String {
    let entries = entries.map { entry in
      "        <paletteEntry value=\"\(entry.value)\" color=\"\(entry.colour.hexString)\" alpha=\"255\" "
        + "label=\"\(Markup.escape(entry.name).replacingOccurrences(of: "\n", with: "&#10;"))\"/>\n"
    }
    return """
      <!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
      <qgis version="3.22.0" styleCategories="Symbology" hasScaleBasedVisibilityFlag="0">
        <pipe>
          <rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor="">
            <rasterTransparency/>
            <colorPalette>
      \(entries.joined())      </colorPalette>
          </rasterrenderer>
        </pipe>
        <blendMode>0</blendMode>
      </qgis>

      """
  }
}
