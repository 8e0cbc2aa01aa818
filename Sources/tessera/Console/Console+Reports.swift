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

  /// Says which files of a folder are left out of the images.
  /// - Parameter use: what can be done with label maps; nil where they are used.
  func report(images chosen: FolderSelection.Chosen, use: String?) {
    passOver(chosen.written, "picture", "that tessera has written", "--images-match chooses images")
    let labels = chosen.others + chosen.passedOver
    if let example = labels.first {
      warn(
        "\(NumberText.count(labels.count, "label map is", "label maps are")) left out of the images, such as "
          + example.relativePath + (use.map { "; \($0)" } ?? ""))
    }
    if let example = chosen.doubtful.first {
      warn(
        "\(NumberText.count(chosen.doubtful.count, "file is", "files are")) used as images, though named as labels, such "
          + "as \(example.relativePath), since the pixels are not those of labels; --exclude PATTERN leaves them out")
    }
  }

  /// Says which files beside masks are passed over.
  func report(masks chosen: FolderSelection.Chosen) {
    passOver(chosen.others, "file", "beside the masks", "--images-match chooses masks")
    passOver(chosen.passedOver, "mask", "of label maps", nil)
  }

  /// Says which files beside labels are passed over.
  func report(labels chosen: FolderSelection.Chosen) {
    passOver(chosen.written, "picture", "that tessera has written", "--labels-match chooses labels")
    passOver(chosen.others, "file", "beside the labels", nil)
    passOver(chosen.passedOver, "other file", "of the same labels", "--labels-match chooses them")
  }

  private func passOver(_ items: [ImageFolder.Item], _ noun: String, _ place: String, _ remedy: String?) {
    guard let example = items.first else { return }
    warn(
      "\(NumberText.count(items.count, noun)) \(place) \(items.count == 1 ? "is" : "are") passed over, such as "
        + example.relativePath + (remedy.map { "; \($0)" } ?? ""))
  }

  /// Says which files of two folders have no partner.
  func report(_ pairing: FilePairing, first: String, second: String) {
    report(pairing.firstAlone, first, without: second)
    report(pairing.secondAlone, second, without: first)
  }

  /// Says which files have no partner.
  /// - Parameters:
  ///   - noun: what one of them is called; its plural has an s.
  ///   - partner: what the partner is called.
  func report(_ alone: [ImageFolder.Item], _ noun: String, without partner: String) {
    guard let example = alone.first else { return }
    let count = NumberText.count(alone.count, "\(noun) has", "\(noun)s have")
    warn("\(count) no \(partner) that goes with it by name, such as \(example.relativePath)")
  }
}
