import ArgumentParser
import TesseraKit

/// Which share of the files to work on, as told on the command line or by MPI.
struct ShareOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Work on one of N shares of the files, for array jobs: 1/N to N/N. All shares have about the same number of pixels. \
      `tessera merge` joins what they write. Under MPI, each process takes its share without being told.
      """, valueName: "I/N"),
    transform: { try Share($0) })
  var shard: Share?

  /// The share to work on; nil for all files.
  /// - Throws: `ValidationError` where MPI and the command line both say which.
  var share: Share? {
    get throws {
      guard let own = Processes.share else { return shard }
      guard shard == nil else {
        throw ValidationError("Under MPI each process takes its own share; leave out --shard.")
      }
      return own
    }
  }

  /// The images of the share, and what its results say about it; all images and nil where there are no shares.
  func part(
    of folder: ImageFolder, _ kind: PartHeader.Kind, options: DecodingOptions, parallel: Parallel
  ) throws -> (folder: ImageFolder, header: PartHeader?) {
    guard let share = try share else { return (folder, nil) }
    let list = SharedList(folder.items, options: options, parallel: parallel)
    let part = try folder.part(share, of: list)
    Self.tell(part.items.count, share, of: folder.items.count)
    return (part, list.header(kind, of: share))
  }

  /// Says how much a share has.
  static func tell(_ count: Int, _ share: Share, of all: Int) {
    guard Processes.share == nil else { return }
    Console.standard.note(
      count == 0
        ? "share \(share) has nothing to do: the other shares have all of the \(NumberText.count(all, "file"))"
        : "share \(share): \(count) of \(NumberText.count(all, "file"))")
  }
}
