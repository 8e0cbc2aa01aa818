import Basics
import Imaging

extension AreaTable {
  /// The tables for people: classes in total, then classes by zone.
  /// - Parameters:
  ///   - unit: of areas; nil for the one that suits them.
  ///   - perImage: whether each mask has lines of its own.
  public func text(unit: AreaUnit? = nil, perImage: Bool = false) -> String {
    sections(unit: unit, perImage: perImage).map { $0.table.text + ($0.note.map { "\n\($0)\n" } ?? "") }
      .joined(separator: "\n")
  }

  /// The same as Markdown.
  public func markdown(unit: AreaUnit? = nil, perImage: Bool = false) -> String {
    sections(unit: unit, perImage: perImage).map { $0.table.markdown + ($0.note.map { "\n\($0)\n" } ?? "") }
      .joined(separator: "\n")
  }

  private func sections(unit wanted: AreaUnit?, perImage: Bool) -> [(table: TextTable, note: String?)] {
    let unit = unit(wanted)
    var sections: [(table: TextTable, note: String?)] = []
    if perImage {
      var rows: [[String]] = []
      for image in images {
        rows += lines(Self.sum(image.zones).padded(to: classes.count), unit).map { [image.path] + $0 }
      }
      sections.append((TextTable(heads: ["mask"] + heads(unit), rows: rows, leading: 2), nil))
    }
    let whole = lines(total, unit)
    sections.append((TextTable(heads: heads(unit), rows: whole), note))
    if zoneNames != nil { sections.append((zoneTable(unit), nil)) }
    return sections
  }

  private func heads(_ unit: AreaUnit?) -> [String] {
    ["class", "value", "pixels", "share"] + (unit.map { [$0.rawValue] } ?? [])
  }

  /// A line for each class, one for the pixels without a class where there are such, and one for all classes.
  private func lines(_ areas: ClassAreas, _ unit: AreaUnit?) -> [[String]] {
    let whole = areas.classified
    func line(_ name: String, _ value: String, _ area: Area, _ share: Double?) -> [String] {
      [name, value, "\(area.pixels)", share.map { NumberText.decimal(100 * $0, 2) + " %" } ?? "-"]
        + (unit.map { [$0.text(area.squareMetres)] } ?? [])
    }
    var lines = shown.filter { total.ofClass[$0].pixels > 0 }.map { number in
      let area = areas.ofClass[number]
      return line(classes[number].name, "\(classes[number].value(number: number))", area, area.share(of: whole))
    }
    lines.append(line("all classes", "", whole, whole.share(of: whole)))
    if total.noClass.pixels > 0 { lines.append(line("no class", "", areas.noClass, nil)) }
    return lines
  }

  /// A line for each zone with a column for each class.
  private func zoneTable(_ unit: AreaUnit?) -> TextTable {
    let occurring = shown.filter { total.ofClass[$0].pixels > 0 }
    func cell(_ area: Area) -> String { unit.map { $0.text(area.squareMetres) } ?? "\(area.pixels)" }
    let rows = zones.map { zone in
      [name(ofZone: zone.value)] + occurring.map { cell(zone.areas.ofClass[$0]) } + [cell(zone.areas.classified)]
    }
    return TextTable(
      heads: ["zone (\(unit?.rawValue ?? "pixels"))"] + occurring.map { classes[$0].name } + ["all classes"], rows: rows
    )
  }

  private var note: String {
    let absent = classes.indices.count { isNamed && total.ofClass[$0].pixels == 0 }
    return NumberText.count(images.count, "mask")
      + (absent == 0
        ? ""
        : "; \(NumberText.count(absent, "class", "classes")) without pixels "
          + "\(absent == 1 ? "is" : "are") left out")
  }
}
