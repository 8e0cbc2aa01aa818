import ArgumentParser
import TesseraKit

extension Console {
  /// Lists what failed on standard error and, if anything did, ends the command with exit code 1.
  /// - Parameters:
  ///   - task: what should have been done, such as "segmented".
  ///   - noun: what was worked on, in the singular.
  func finish(_ failures: [FileFailure], task: String, of total: Int, _ noun: String = "image") throws {
    clear()
    guard !failures.isEmpty else { return }
    for failure in failures.prefix(50) { note("error: \(failure.remedied)") }
    if failures.count > 50 { note("and \(failures.count - 50) more") }
    note("\(failures.count) of \(NumberText.count(total, noun)) could not be \(task)")
    throw ExitCode(1)
  }

  /// Says which files a walk passed over; its failures are for ``finish(_:task:of:_:)``.
  func report(_ folder: ImageFolder) {
    for (suffix, count) in folder.unsupported.sorted(by: { $0.key < $1.key }) {
      warn("\(count) .\(suffix) file\(count == 1 ? " is" : "s are") passed over; convert to PNG or JPEG to use them")
    }
  }

  /// Says which files of two folders have no partner.
  func report(_ pairing: FilePairing, first: String, second: String) {
    report(pairing.firstAlone, "\(first) has no \(second)", "\(first)s have no \(second)")
    report(pairing.secondAlone, "\(second) has no \(first)", "\(second)s have no \(first)")
  }

  private func report(_ alone: [ImageFolder.Item], _ one: String, _ many: String) {
    guard let example = alone.first else { return }
    warn("\(alone.count) \(alone.count == 1 ? one : many) of the same relative path, such as \(example.relativePath)")
  }
}
