import Datasets
import Imaging
import TestSupport
import Testing

struct LabelMeaningTests {
  /// The classes of a row of values, read without a look at them.
  private static func classes(_ values: [UInt8], _ meaning: LabelMeaning) throws -> [UInt16] {
    let folder = try TemporaryFolder()
    try Raster(width: values.count, height: 1, bands: 1, values: values).write(to: folder.file("a.png"))
    let reader = try ClassReader(contentsOf: folder.file("a.png"), reading: LabelReading(valuesOf: meaning))
    return try reader.readLabels(1)?.values ?? []
  }

  @Test func aTableIsShiftedAndItsIgnoredValuesWithIt() throws {
    let none = Label.none
    let camvid = LabelMeaning(classes: try .named("camvid"), offset: 1)
    #expect(try Self.classes([0, 1, 11, 12, 255], camvid) == [none, 0, 10, none, none])
    #expect(throws: ClassTableError.self) { try Self.classes([13], camvid) }
    let loveda = LabelMeaning(classes: try .named("loveda"), offset: -1)
    #expect(try Self.classes([0, 6, 255], loveda) == [0, 6, none])
  }

  @Test func ignoredValuesAddToATableAndReplace255WithoutOne() throws {
    let none = Label.none
    let potsdam = try ClassTable.named("potsdam")
    #expect(try Self.classes([5, 4, 255], .init(classes: potsdam, ignoredValues: [5])) == [none, 4, none])
    #expect(try Self.classes([9, 255, 0], .init(ignoredValues: [9])) == [none, 255, 0])
    #expect(try Self.classes([9, 255], .init(ignoredValues: [])) == [9, 255])
    #expect(try Self.classes([2, 1, 200], .init(ignoredValues: [200], offset: 2)) == [0, none, none])
    // Nothing is ignored: a value that the table ignores is one without a class.
    #expect(throws: ClassTableError.self) { try Self.classes([255], .init(classes: potsdam, ignoredValues: [])) }
  }
}
