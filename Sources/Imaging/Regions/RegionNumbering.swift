/// Numbers the parts of regions while the rows of a mask come from the top.
///
/// A run gets the number of the first run above that it touches and that has its label, and otherwise the next free number. A region
/// can have several numbers, of which the least belongs to its first pixel. The same rows always get the same numbers, so that a
/// second reading of a mask finds what was kept for them. Only two rows are in memory.
package struct RegionNumbering {
  /// The number of runs without data.
  static let none = UInt32.max

  let connectivity: Connectivity
  /// How many numbers were given.
  private(set) var count = 0
  /// The runs of the last row that was read, and their numbers.
  private(set) var runs = LabelRuns()
  private(set) var numbers: [UInt32] = []
  private(set) var above = LabelRuns()
  private(set) var numbersAbove: [UInt32] = []

  package init(_ connectivity: Connectivity) { self.connectivity = connectivity }

  /// Reads the next row.
  mutating func advance(_ row: Slice<UnsafeBufferPointer<UInt16>>) {
    swap(&above, &runs)
    swap(&numbersAbove, &numbers)
    runs.read(row)
    numbers.removeAll(keepingCapacity: true)
    let reach = connectivity.reach
    var first = 0
    for run in 0..<runs.count {
      let label = runs.labels[run]
      guard label != Label.none else {
        numbers.append(Self.none)
        continue
      }
      let columns = runs.columns(run)
      while first < above.count, Int(above.ends[first]) + reach <= columns.lowerBound { first += 1 }
      var other = first
      var number: UInt32?
      while other < above.count, above.columns(other).lowerBound < columns.upperBound + reach {
        if above.labels[other] == label {
          number = numbersAbove[other]
          break
        }
        other += 1
      }
      if number == nil {
        number = UInt32(count)
        count += 1
      }
      numbers.append(number ?? Self.none)
    }
  }

  /// Tells which parts of the last row touch each other and those of the row above. Runs without data are left out.
  /// - Parameters:
  ///   - reach: 1 to tell of runs that touch at a corner too, whatever the numbering joins.
  ///   - joins: gets two numbers of one label and how many sides of pixels they share, 0 for a corner.
  ///   - borders: gets the numbers of two regions of different labels and how many sides of pixels they share, 0 for a corner.
  @inline(__always)
  func forEachContact(
    reach: Int, joins: (_ one: UInt32, _ other: UInt32, _ sides: Int) -> Void,
    borders: (_ one: UInt32, _ other: UInt32, _ sides: Int) -> Void
  ) {
    var first = 0
    for run in 0..<runs.count {
      let (number, label) = (numbers[run], runs.labels[run])
      if number == Self.none { continue }
      if run > 0, numbers[run - 1] != Self.none { borders(numbers[run - 1], number, 1) }
      let columns = runs.columns(run)
      while first < above.count, Int(above.ends[first]) + reach <= columns.lowerBound { first += 1 }
      var other = first
      while other < above.count {
        let columnsAbove = above.columns(other)
        if columnsAbove.lowerBound >= columns.upperBound + reach { break }
        let numberAbove = numbersAbove[other]
        if numberAbove != Self.none {
          let shared =
            min(columns.upperBound, columnsAbove.upperBound) - max(columns.lowerBound, columnsAbove.lowerBound)
          if above.labels[other] != label {
            borders(numberAbove, number, max(0, shared))
          } else if numberAbove != number {
            joins(numberAbove, number, max(0, shared))
          }
        }
        other += 1
      }
    }
  }
}
