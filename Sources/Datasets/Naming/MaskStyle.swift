import Basics
import Foundation
import Imaging

/// The names and colours of the values of masks: a table for people and programs, and a style for QGIS.
package struct MaskStyle: Hashable, Sendable {
  /// The classes; each of their values has a line, in the first colour of its class.
  package var classes: [NamedClass]

  package init(_ classes: [NamedClass]) { self.classes = classes }

  /// The names and colours of masks that are written by `naming`.
  package init(_ naming: Naming) { classes = naming.maskClasses }

  /// A line for each value.
  var lines: [(value: UInt16, name: String, colour: Palette.Colour)] {
    classes.enumerated().flatMap { number, entry in
      entry.values.map { ($0, entry.name, entry.colour(number: number)) }
    }
  }

  /// The name of each value from 0 on; empty for a value that no class has.
  package var categories: [String] {
    var names = [String](repeating: "", count: Int(lines.map(\.value).max() ?? 0) + 1)
    for line in lines { names[Int(line.value)] = line.name }
    return names
  }

  /// A QGIS layer style that shows each value in its colour under its name.
  ///
  /// QGIS applies it without being asked to a raster of the same name beside it.
  package var qml: String {
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
