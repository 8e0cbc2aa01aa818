import Basics
import Foundation
import Imaging

/// What the values of masks are called and which colours show them: a table for people and programs, and a style for QGIS.
public struct MaskStyle: Hashable, Sendable {
  /// A line for each value of each class, in the first of its colours.
  public var classes: [NamedClass]

  public init(_ classes: [NamedClass]) { self.classes = classes }

  /// What masks show that are written by `naming`.
  public init(_ naming: Naming) { classes = naming.maskClasses }

  /// What is shown, line by line.
  var lines: [(value: UInt16, name: String, colour: Palette.Colour)] {
    classes.enumerated().flatMap { number, entry in
      entry.values.map { ($0, entry.name, entry.colour(number: number)) }
    }
  }

  /// A QGIS layer style that shows each value in its colour under its name.
  ///
  /// QGIS takes it up by itself for a raster of the same name beside it.
  public var qml: String {
    let entries = lines.map { line in
      "        <paletteEntry value=\"\(line.value)\" color=\"\(line.colour.hexString)\" alpha=\"255\" "
        + "label=\"\(Markup.escape(line.name).replacingOccurrences(of: "\n", with: "&#10;"))\"/>\n"
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
