import Basics
import Imaging

extension AreaTable {
  /// A line for each class of each mask, and at the end for each class in `total`. Where there are zones, each zone of a mask
  /// has such lines.
  /// - Parameter unit: of areas; nil for the one that suits them all. An area that is not known is empty.
  public func csv(unit wanted: AreaUnit? = nil) -> String {
    let known = images.flatMap { $0.zones.values }.compactMap(\.classified.squareMetres).reduce(0, +)
    let unit = wanted ?? .fitting(squareMetres: known)
    let hasZones = zoneNames != nil
    var text = "image,\(hasZones ? "zone,zoneValue," : "")class,value,pixels,share,area,unit\n"
    func add(_ image: String, _ zone: UInt16?, _ areas: ClassAreas) {
      let areas = areas.padded(to: classes.count)
      let whole = areas.classified
      let isKnown = whole.adding(areas.noClass).squareMetres != nil
      var start = CSV.quoted(image) + ","
      if hasZones, let zone {
        start += CSV.quoted(name(ofZone: zone)) + ",\(zone == Label.none ? "" : "\(zone)"),"
      }
      func line(_ name: String, _ value: String, _ area: Area, _ share: Double?) {
        let shareText = share.map { NumberText.decimal($0, 6) } ?? ""
        let place = isKnown ? "\(unit.field(area.squareMetres)),\(unit.rawValue)" : ","
        text += "\(start)\(CSV.quoted(name)),\(value),\(area.pixels),\(shareText),\(place)\n"
      }
      for number in shown {
        let area = areas.ofClass[number]
        line(classes[number].name, "\(classes[number].value(number: number))", area, area.share(of: whole))
      }
      if total.noClass.pixels > 0 { line("no class", "", areas.noClass, nil) }
    }
    for image in images {
      if hasZones {
        for (zone, areas) in image.zones.sorted(by: { $0.key < $1.key }) { add(image.path, zone, areas) }
      } else {
        add(image.path, nil, Self.sum(image.zones))
      }
    }
    if hasZones {
      for zone in zones { add("total", zone.value, zone.areas) }
    } else {
      add("total", nil, total)
    }
    return text
  }
}
