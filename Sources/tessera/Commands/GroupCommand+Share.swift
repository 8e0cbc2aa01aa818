import ArgumentParser
import Foundation
import TesseraKit

extension GroupCommand {
  /// Whether several processes can group together.
  var isShared: Bool { model != nil }

  /// - Throws: `ValidationError` for what one share cannot have.
  func validateShare() throws {
    guard sharing.shard != nil else { return }
    if model == nil { throw ValidationError("--shard groups with a trained model; give it by --model.") }
    if grouping.sorting != nil || grouping.labels != nil {
      throw ValidationError("--copy, --link and --labels are about all images; a share leaves them out.")
    }
  }

  /// Groups one share of the images, and under MPI writes all with what the other processes have grouped.
  func group(
    _ share: Share, of found: ImageFolder, by model: String, into folder: URL?, classes: ImageClasses?
  ) throws {
    let grouper = try grouper(model)
    let isAlone = Processes.share == nil
    let options = training.imageOptions.decoding
    let context = training.compute.context
    let output = folder.map { Tessera.GroupOutput($0, sorting: grouping.sorting, replaces: training.overwrite) }
    let file = folder?.appending(path: "groups-\(share.index)-of-\(share.count).json")
    if !isAlone {
      try output?.check()
    } else if let file, !training.overwrite, FileIdentity.kind(file) != nil {
      throw DatasetError.wouldReplaceFile(path: file.path)
    } else if let folder {
      try FileAccessError.createFolder(folder)
    }
    let display = EventDisplay()
    let part = Tessera.group(
      share, of: found, with: grouper, options: options, context: context, report: { display.show($0) })
    display.end()
    var failures = part.failures
    if isAlone {
      ShareOptions.tell(part.count + part.failures.count, share, of: found.items.count)
      try Console.write(JSONText.encode(part), to: file?.path ?? "-")
    } else {
      let parts = try Processes.gathered(part)
      failures = parts.flatMap(\.part.failures)
      if Processes.isFirst {
        let grouped = try Tessera.group(
          joining: parts, of: found, with: grouper, into: output, classes: classes, options: options, context: context,
          report: { display.show($0) })
        display.end()
        failures = grouped.failures
        print(folder.map { Console.grouped(grouped, in: $0) } ?? grouped.groups.csv, terminator: "")
      }
    }
    try Console.standard.finish(failures, task: "grouped", of: found.items.count + found.failures.count)
  }
}
