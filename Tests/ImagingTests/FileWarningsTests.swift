import Imaging
import Synchronization
import Testing

@Suite struct FileWarningsTests {
  @Test func eachMessageIsPassedOnOnceForAFile() {
    let told = Mutex([String]())
    let warnings = FileWarnings { path, message in told.withLock { $0.append("\(path) \(message)") } }
    for _ in 0..<3 {
      warnings.add(path: "a", message: "1")
      warnings.add(path: "b", message: "1")
      warnings.add(path: "a", message: "2")
    }
    #expect(told.withLock { $0 } == ["a 1", "b 1", "a 2"])
  }

  @Test func twoAreEqualOnlyIfTheyAreTheSame() {
    let one = FileWarnings { _, _ in }
    #expect(one == one && one != FileWarnings { _, _ in })
    #expect(DecodingOptions(warnings: one) == DecodingOptions(warnings: one))
    #expect(DecodingOptions(warnings: one) != DecodingOptions())
  }
}
