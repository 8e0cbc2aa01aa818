import Imaging

/// What the values and colours of labels mean, as a user says it.
public struct LabelMeaning: Hashable, Sendable {
  /// The classes; nil where each value is a class of its own.
  public var classes: ClassTable?
  /// Values whose pixels are not scored, as label files hold them. They are ignored in place of 255 where there is no table, and
  /// beside the ignored values of a table. Nil ignores 255 or what the table ignores, and an empty list ignores nothing.
  public var ignoredValues: [UInt16]?
  /// The value that stands for class 0: a value v means class v - offset, and values below the offset are ignored.
  public var offset: Int

  /// The meaning of labels. Without classes, the values themselves are the numbers of classes.
  public init(classes: ClassTable? = nil, ignoredValues: [UInt16]? = nil, offset: Int = 0) {
    self.classes = classes
    self.ignoredValues = ignoredValues
    self.offset = offset
  }

  /// Values that files of one value a pixel can have.
  static let storedValues = UInt16(0)...UInt16(Label.noneByte)

  /// The class of each colour; nil where labels have no colours.
  var colours: ColourClasses? {
    guard var classes, classes.hasColours else { return nil }
    if ignoredValues?.isEmpty == true { classes.ignoreNothing() }
    return ColourClasses(classes)
  }

  /// The class of each stored value: `Label.none` for an ignored value, nil for a value that stands for no class.
  ///
  /// Without a table, every value that is not ignored stands for the class of its number.
  var classOfValue: [UInt16?] {
    var table = [UInt16?](repeating: nil, count: Self.storedValues.count)
    func set(_ value: Int, _ label: UInt16) { if table.indices.contains(value) { table[value] = label } }
    if let classes {
      let none = Int(Label.noneByte)
      // 255 is ignored wherever classes begin.
      for value in classes.ignoredValues { set(Int(value) == none ? none : Int(value) + offset, Label.none) }
      for (index, entry) in classes.classes.enumerated() {
        for value in entry.values { set(Int(value) + offset, UInt16(index)) }
      }
    } else {
      for value in table.indices where value >= offset { table[value] = UInt16(value - offset) }
      if ignoredValues == nil { set(Int(Label.noneByte), Label.none) }
    }
    if ignoredValues?.isEmpty == true {
      for value in table.indices where table[value] == Label.none { table[value] = nil }
    }
    for value in ignoredValues ?? [] { set(Int(value), Label.none) }
    for value in table.indices where value < offset { table[value] = Label.none }
    return table
  }
}
