import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Reports
import Segmentation

extension Tessera {
  /// What grouping images gives.
  public struct Grouped: Sendable {
    /// The images with their groups.
    public let groups: ImageGroups
    /// By the best matching of each class to one cluster; nil where no classes are known.
    public let scores: Scores?
    /// Images that could not be grouped, copied or linked, each once.
    public let failures: [FileFailure]
  }

  /// How groups are written and scored.
  public struct GroupOutput: Sendable {
    /// Gets `groups.csv` and the folders `sheets` and, where images are copied or linked, `clusters`.
    public var folder: URL
    /// Whether the images are put into a folder for each cluster; nil where they are not.
    public var sorting: GroupFolders.Means?
    /// Whether the groups of an earlier run are replaced.
    public var replaces = false

    /// Where groups are written, and whether images are sorted into folders of them.
    public init(_ folder: URL, sorting: GroupFolders.Means? = nil, replaces: Bool = false) {
      self.folder = folder
      self.sorting = sorting
      self.replaces = replaces
    }

    /// The file that has a line for each image.
    public var table: URL { folder.appending(path: "groups.csv") }
    /// The folder of the pictures of the clusters.
    public var sheets: URL { folder.appending(path: "sheets") }
    /// The folder of the folders of the clusters.
    public var clusters: URL { folder.appending(path: "clusters") }

    /// Checks before any work that the groups may be written.
    /// - Throws: `DatasetError`.
    public func check() throws {
      if !replaces && FileIdentity.kind(table) != nil { throw DatasetError.wouldReplaceFile(path: table.path) }
      if let sorting { try GroupFolders(clusters, means: sorting).check(replaces: replaces) }
    }
  }

  /// Trains a model that tells whole images apart, and groups the images with it.
  /// - Parameters:
  ///   - images: the images, each of which gets one cluster.
  ///   - configuration: of a network whose last stage is `average` or `flatten`, such as that of `Preset.groups`.
  ///   - folder: gets the model, and the lists and sheets of the groups.
  ///   - weights: a model whose network training begins with; nil for one that has learned nothing.
  ///   - existing: what happens to an earlier run in the folder.
  ///   - sorting: whether the images are put into a folder for each cluster; nil where they are not.
  ///   - classes: the classes to score by; nil for the names of the sub-folders, if there are two.
  ///   - storage: where decoded pixels are kept during the training.
  ///   - tensorBoard: the event files that TensorBoard shows of the training; nil for none.
  ///   - options: what is accepted of the files.
  ///   - context: the threads that are used, and temporary memory.
  ///   - report: is told what is being done; see ``Event``.
  ///   - shouldStop: asked after each training step; true ends the run early with a checkpoint.
  /// - Throws: as ``train(on:_:into:weights:existing:relevance:storage:tensorBoard:options:context:report:shouldStop:)`` and
  ///   ``group(_:with:into:classes:options:context:report:)``; `GroupingError`.
  public static func group(
    _ images: ImageFolder, _ configuration: TrainingConfiguration, into folder: RunFolder,
    weights: SegmentationModel? = nil, existing: ExistingRun = .refuse, sorting: GroupFolders.Means? = nil,
    classes: ImageClasses? = nil, storage: PixelStorage = .init(), tensorBoard: TensorBoard? = nil,
    options: DecodingOptions = .init(), context: ComputeContext = ComputeContext(),
    report: @escaping Report = { _ in }, shouldStop: () -> Bool = { false }
  ) throws -> (model: SegmentationModel, grouped: Grouped) {
    guard configuration.network.groupsImages else { throw GroupingError.noImageNetwork }
    let output = GroupOutput(folder.url, sorting: sorting, replaces: existing != .refuse)
    try check(folder, existing)
    try output.check()
    let classes = classes ?? ImageClasses(foldersOf: images.items)
    if let warning = try classes?.check(images.items) { report(.warning(warning)) }
    let trained = try train(
      on: images, configuration, into: folder, weights: weights, existing: existing, storage: storage,
      tensorBoard: tensorBoard, options: options, context: context, report: report, shouldStop: shouldStop)
    let failed = Set(trained.failures.map(\.path))
    let grouped = try group(
      images.items.filter { !failed.contains($0.url.path) }, with: ImageGrouper(trained.model), into: output,
      classes: classes, options: options, context: context, report: report)
    return (
      trained.model,
      Grouped(groups: grouped.groups, scores: grouped.scores, failures: trained.failures + grouped.failures)
    )
  }

  /// Groups images with a trained model.
  /// - Parameters:
  ///   - images: the images, each of which gets one cluster.
  ///   - grouper: the trained model.
  ///   - output: nil where nothing is written.
  ///   - classes: the classes to score by; nil for the names of the sub-folders, if there are two.
  ///   - options: what is accepted of the files.
  ///   - context: the threads that are used, and temporary memory.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError`, `ImageClassesError`, `FileAccessError`, `ImageIOError`. An image that cannot be read is among the failures.
  public static func group(
    _ images: ImageFolder, with grouper: ImageGrouper, into output: GroupOutput?, classes: ImageClasses? = nil,
    options: DecodingOptions = .init(), context: ComputeContext = ComputeContext(), report: @escaping Report = { _ in }
  ) throws -> Grouped {
    try output?.check()
    let classes = classes ?? ImageClasses(foldersOf: images.items)
    if let warning = try classes?.check(images.items) { report(.warning(warning)) }
    return try group(
      images.items, with: grouper, into: output, classes: classes, options: options, context: context, report: report)
  }

  private static func group(
    _ items: [ImageFolder.Item], with grouper: ImageGrouper, into output: GroupOutput?, classes: ImageClasses?,
    options: DecodingOptions, context: ComputeContext, report: @escaping Report
  ) throws -> Grouped {
    let options = options.warning(report)
    report(.begins(.grouping, total: items.count, done: 0))
    let found = grouper.group(items, options: options, context: context) { report(.advanced) }
    return try write(
      ImageGroups(found.images, clusters: grouper.clusters), failures: found.failures, of: grouper, into: output,
      classes: classes, options: options, context: context, report: report)
  }

  /// Writes groups, and scores them.
  /// - Parameter failures: of the images that were not grouped.
  /// - Throws: `SamplingError` where no image was grouped; `FileAccessError`, `ImageIOError`.
  static func write(
    _ groups: ImageGroups, failures: [FileFailure], of grouper: ImageGrouper, into output: GroupOutput?,
    classes: ImageClasses?, options: DecodingOptions, context: ComputeContext, report: @escaping Report
  ) throws -> Grouped {
    var failures = failures
    guard !groups.images.isEmpty else {
      throw SamplingError.noImages(failures: failures.map(\.description))
    }
    if let warning = groups.warning { report(.warning(warning)) }
    if let output {
      report(.begins(.drawing, total: groups.clusters, done: 0))
      let sheets = GroupSheets(grouper.model.input.preparation, options: options)
      try sheets.write(groups, to: output.sheets, parallel: context.parallel) { report(.advanced) }
      if let sorting = output.sorting {
        report(.begins(.sorting, total: groups.images.count, done: 0))
        failures += try GroupFolders(output.clusters, means: sorting).write(groups) { report(.advanced) }
      }
      // Last, since it shows that the rest is there.
      try AtomicFile.write(groups.csv, to: output.table)
    }
    return Grouped(groups: groups, scores: classes?.scores(of: groups), failures: failures)
  }
}
