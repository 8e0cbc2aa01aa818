/// One of the shares that the files of a task are cut into, so that several machines or jobs work on them.
///
/// Shares are counted from 1, as array jobs are: `2/8` is the second of eight. Each share is a run of neighbouring files, and all
/// shares have about as much to do. The cut depends on the files alone, so that every process finds the same one.
public struct Share: Hashable, Sendable {
  /// The number of the share, `1...count`.
  public let index: Int
  /// How many shares there are.
  public let count: Int

  /// The most shares of one task.
  public static let most = 1_000_000

  /// Everything.
  public static let whole = Share(index: 1, count: 1)

  /// - Precondition: `count` is 1 to ``most``, and `index` is 1 to `count`.
  public init(index: Int, count: Int) {
    precondition((1...Self.most).contains(count), "\(count) shares")
    precondition((1...count).contains(index), "share \(index) of \(count)")
    self.index = index
    self.count = count
  }

  /// Reads `2/8`.
  /// - Throws: ``ShareError``.
  public init(_ text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Self.number($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1] else { throw ShareError.notShare(text) }
    guard (1...Self.most).contains(count) else { throw ShareError.wrongCount(text) }
    guard (1...count).contains(index) else { throw ShareError.outside(text, count: count) }
    self.init(index: index, count: count)
  }

  /// Digits alone; `Int` would read signs too. Array jobs may write numbers with zeros before them.
  private static func number(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }

  /// The files of this share. A file belongs to the share that the middle of its work lies in, when the work of all files
  /// is laid end to end and cut into equal parts.
  /// - Parameter work: of each file, at least 1.
  public func range(of work: [Int]) -> Range<Int> {
    let total = work.reduce(0, +)
    var before = 0
    var places = [0, 0]
    for own in work {
      // Twice the middle over twice the total, rounded down to a share; exact, whatever the numbers are.
      let product = UInt(2 * before + own).multipliedFullWidth(by: UInt(count))
      let share = UInt(2 * total).dividingFullWidth(product).quotient
      if share < index - 1 { places[0] += 1 }
      if share < index { places[1] += 1 }
      before += own
    }
    return places[0]..<places[1]
  }
}

extension Share: CustomStringConvertible {
  public var description: String { "\(index)/\(count)" }
}

/// Why a text names no share.
public enum ShareError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text is not of the form I/N.
  case notShare(String)
  /// The share is not one of 1 to its number of shares.
  case outside(String, count: Int)
  /// The number of shares is 0 or beyond the greatest.
  case wrongCount(String)

  public var description: String {
    switch self {
    case .notShare(let text):
      "'\(text)' is no share; a share is written I/N with two numbers, such as 2/8 for the second of eight"
    case .outside(let text, let count):
      "there is no share \(text): shares are counted from 1, so they are 1/\(count) to \(count)/\(count)"
    case .wrongCount(let text):
      "there is no share \(text): the number of shares is from 1 to \(Share.most)"
    }
  }
}
