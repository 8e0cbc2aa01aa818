import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct LabelSurveyTests {
  private let folder: TemporaryFolder
  private var files: [URL] = []

  init() throws { folder = try TemporaryFolder() }

  private mutating func add(_ raster: Raster) throws {
    files.append(folder.file("\(files.count).png"))
    try raster.write(to: files[files.count - 1])
  }

  private mutating func add(_ values: [UInt16], palette: [UInt32]?) throws {
    files.append(folder.file("\(files.count).png"))
    try LabelMap(width: values.count, height: 1, values: values).write(
      to: files[files.count - 1], palette: palette.map { Palette($0.map { Palette.Colour(hex: $0) }) })
  }

  private func survey(_ meaning: LabelMeaning) -> LabelSurvey {
    LabelSurvey(files, meaning: meaning, parallel: Parallel(threads: 2))
  }

  private func classes(_ survey: LabelSurvey, _ file: Int) throws -> [UInt16] {
    try ClassReader(contentsOf: files[file], reading: survey.reading).readLabels(1)?.values ?? []
  }

  @Test mutating func entriesThatNoPixelHasDecideNothing() throws {
    try add([2, 0, 1], palette: [0xFFFFFF, 0x0000FF, 0x00FF00, 0x123456])
    try add([0, 0, 1], palette: [0x0000FF, 0xFFFF00])
    let found = survey(LabelMeaning(classes: try .named("potsdam")))
    #expect(found.reading.content == .colours)
    #expect(found.notices == [.readByColours(path: files[0].path)])
    #expect(try classes(found, 0) == [3, 0, 1] && classes(found, 1) == [1, 1, 4])
  }

  @Test mutating func indicesWithThePaletteOfAnotherDataSetStayIndices() throws {
    // The palette of Pascal VOC: black is the ignored colour of Potsdam and building is a colour of CamVid.
    let voc: [UInt32] = [0, 0x800000, 0x008000, 0x808000, 0x000080, 0x800080]
    try add([0, 1, 2, 5, 5, 4], palette: voc)
    try add([0, 0, 0, 0, 0, 0], palette: voc)
    for name in ["potsdam", "camvid"] {
      let found = survey(LabelMeaning(classes: try .named(name)))
      #expect(found.reading.content == .values, "\(name)")
      #expect(found.notices == [.readByValues(path: files[0].path)])
      #expect(try classes(found, 0) == [0, 1, 2, 5, 5, 4] && classes(found, 1) == [0, 0, 0, 0, 0, 0])
    }
    let own = survey(LabelMeaning(classes: try .named("voc")))
    #expect(own.notices.isEmpty)
    #expect(try classes(own, 0) == [0, 1, 2, 5, 5, 4])
  }

  @Test mutating func aFewPixelsOfAnotherColourDoNotMakeColoursIndices() throws {
    let row = [UInt16](repeating: 0, count: 60) + [UInt16](repeating: 1, count: 39) + [2]
    try add(row, palette: [0x00FF00, 0x0000FF, 0x010203])
    let found = survey(LabelMeaning(classes: try .named("potsdam")))
    #expect(found.reading.content == .colours)
    #expect(throws: ClassTableError.unknownColour(path: files[0].path, colour: "#010203", x: 99, y: 0)) {
      try classes(found, 0)
    }
  }

  @Test mutating func paletteAndRGBFilesOfOneFolderAreColours() throws {
    // As the labels of Dubai are handed out.
    try add([1, 0, 2], palette: [0x3C1098, 0x8429F6, 0x9B9B9B, 0xABCDEF])
    try add(Raster(width: 2, height: 1, bands: 3, values: [0xE2, 0xA9, 0x29, 0xFE, 0xDD, 0x3A]))
    let found = survey(LabelMeaning(classes: try .named("dubai")))
    #expect(try classes(found, 0) == [1, 0, Label.none] && classes(found, 1) == [4, 3])
    #expect(found.notices.allSatisfy { !$0.isWarning })
  }

  @Test mutating func greyRGBIsReadByItsValuesUnlessItsGreysAreColoursOfClasses() throws {
    try add(Raster(width: 3, height: 1, bands: 3, values: [0, 0, 0, 4, 4, 4, 1, 1, 1]))
    try add(Raster(width: 2, height: 1, bands: 4, values: [3, 3, 3, 255, 3, 3, 3, 0]))
    let found = survey(LabelMeaning(classes: try .named("potsdam")))
    #expect(try classes(found, 0) == [0, 4, 1] && classes(found, 1) == [3, Label.none])
    #expect(found.notices == [.readByValues(path: files[0].path)])
    #expect(survey(LabelMeaning()).notices.isEmpty)
    files = []
    try add(Raster(width: 2, height: 1, bands: 3, values: [255, 255, 255, 0, 0, 0]))
    #expect(try classes(survey(LabelMeaning(classes: try .named("potsdam"))), 0) == [0, Label.none])
  }

  @Test mutating func labelsOfTwoKindsAreTold() throws {
    try add([4, 4, 1], palette: nil)
    try add(Raster(width: 2, height: 1, bands: 3, values: [0, 0, 255, 0, 255, 0]))
    let found = survey(LabelMeaning(classes: try .named("potsdam")))
    #expect(found.notices == [.mixed(colours: files[1].path, values: files[0].path, readByColours: true)])
    #expect(try classes(found, 0) == [4, 4, 1] && classes(found, 1) == [1, 3])
  }

  @Test mutating func withoutATableTheClassesAreTheValuesThatPixelsHave() throws {
    try add([40, 0, 255], palette: nil)
    try add([80, 0, 0], palette: nil)
    let found = survey(LabelMeaning())
    #expect(found.reading.classes?.map(\.name) == ["0", "40", "80"])
    #expect(try classes(found, 0) == [1, 0, Label.none] && classes(found, 1) == [2, 0, 0])
    #expect(found.notices.isEmpty)
    #expect(survey(LabelMeaning(ignoredValues: [])).reading.classes?.map(\.name) == ["0", "40", "80", "255"])
    let shifted = survey(LabelMeaning(offset: 40)).reading.classes
    #expect(shifted?.map(\.name) == ["0", "40"] && shifted?.map(\.values) == [[40], [80]])
  }

  @Test mutating func oneValueBeside255IsTold() throws {
    try add([0, 255, 255], palette: nil)
    #expect(survey(LabelMeaning()).notices == [.onlyIgnoredBeside(value: 0, ignored: 2)])
    #expect(survey(LabelMeaning(ignoredValues: [255])).notices.isEmpty)
    try add([1], palette: nil)
    #expect(survey(LabelMeaning()).notices.isEmpty)
  }

  @Test mutating func aValueAfterTheLastClassLooksCountedFromOne() throws {
    try add([1, 6, 3], palette: nil)
    let meaning = LabelMeaning(classes: try .named("potsdam"))
    #expect(throws: ClassTableError.unknownValue(path: files[0].path, value: 6, x: 1, y: 0, fault: .countedFromOne)) {
      try classes(survey(meaning), 0)
    }
    try add([9], palette: nil)
    #expect(throws: ClassTableError.unknownValue(path: files[0].path, value: 6, x: 1, y: 0)) {
      try classes(survey(meaning), 0)
    }
  }

  @Test mutating func interpolatedValuesAreToldAndRegionsOfManyValuesAreNot() throws {
    // Ramps from 0 to 200 and back, as smoothing leaves them at each border.
    let steps: [UInt16] = [20, 45, 70, 95, 110, 130, 155, 180]
    let flat = { (value: UInt16) in [UInt16](repeating: value, count: 400) }
    try add(flat(0) + steps + flat(200) + steps.reversed() + flat(0), palette: nil)
    #expect(survey(LabelMeaning()).notices == [.interpolated(path: files[0].path, values: 10)])
    #expect(survey(LabelMeaning(classes: try .named("potsdam"))).reading.fault == .interpolated)
    files = []
    // Rare classes in any order are regions.
    let regions = (1...20).flatMap { [UInt16](repeating: $0 * 7 % 41, count: 6) }
    try add(flat(0) + flat(3) + regions + flat(7), palette: nil)
    #expect(survey(LabelMeaning()).notices.isEmpty && survey(LabelMeaning()).reading.fault == nil)
  }

  @Test mutating func photographsAreNoLabels() throws {
    var random = RandomSource(seed: 3, stream: 1)
    let noise = (0..<3 * 4096).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    try add(Raster(width: 64, height: 64, bands: 3, values: noise.map { 60 + $0 / 3 }))
    try add(Raster(width: 64, height: 64, bands: 1, values: Array(noise.prefix(4096))))
    var potsdam = try ClassTable.named("potsdam")
    potsdam.takesNearestColour = true
    #expect(throws: LabelFileError.photographOfColours(path: files[0].path, share: 0)) {
      try classes(survey(LabelMeaning(classes: potsdam)), 0)
    }
    #expect { try classes(survey(LabelMeaning()), 1) } throws: { error in
      if case .photographOfValues = error as? LabelFileError { true } else { false }
    }
  }

  @Test mutating func nearestColoursAreCounted() throws {
    try add(Raster(width: 4, height: 1, bands: 3, values: [0, 0, 255, 0, 0, 252, 0, 255, 0, 4, 255, 0]))
    var potsdam = try ClassTable.named("potsdam")
    potsdam.takesNearestColour = true
    let found = survey(LabelMeaning(classes: potsdam))
    #expect(found.notices == [.nearestColours(pixels: 2, of: 4, mean: 3.5, largest: 4)])
    #expect(try classes(found, 0) == [1, 1, 3, 3])
  }
}
