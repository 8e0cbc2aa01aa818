import Basics
import Foundation
import Imaging
import Synchronization

/// The contents of folders of images and labels; every file is read whole.
package struct FolderInspection: Hashable, Sendable, Codable {
  /// The files of one sub-folder, its own sub-folders included.
  package struct Group: Hashable, Sendable, Codable {
    /// The first part of the paths; `.` for files in the folder itself.
    package let folder: String
    /// Files that could be read.
    package var files = 0
    /// Files by size, such as `480 x 360`.
    package var sizes: [String: Int] = [:]
    /// Files by what a pixel is, such as `RGB, 8 bits, JPEG`.
    package var kinds: [String: Int] = [:]
    /// Files by coordinate system and size of a pixel, such as `EPSG:32633, 10 x 10`; those without are left out.
    package var places: [String: Int]?
    /// Files by the value that marks pixels without data.
    package var noData: [String: Int]?
    /// What the values of bands that are no colours are; nil where all images are pictures.
    package var bands: [BandRange]?
    /// The values of images of 16 bits; nil where there are none.
    package var usedValues: UsedValues?
    /// Whether the files can be label maps.
    package var areLabels = false
    /// Pixels by stored value, of label maps; values without pixels are left out.
    package var values: [Int: Int]?
    /// Pixels by colour `#rrggbb`, of label maps in colours or with a palette.
    package var colours: [String: Int]?
    /// Built-in data sets that the labels fit, the likeliest first.
    package var fits: [Fit] = []
  }

  /// A data set that a group of labels fits.
  package struct Fit: Hashable, Sendable, Codable {
    package let dataset: String
    /// Classes of the data set that the labels have.
    package let met: Int
    /// Classes of the data set.
    package let classes: Int
    /// Share of the values or colours of the classes that the labels have, 0...1.
    package let share: Double
    /// Whether there is more evidence than a few small numbers: colours, most of ten or more values, or file names.
    package fileprivate(set) var isLikely: Bool
    /// Whether the names of files are like those of the data set.
    package let isNamed: Bool
  }

  /// The pairs of the files of two groups.
  package struct Pairing: Hashable, Sendable, Codable {
    package let images: String
    package let labels: String
    package var pairs: Int
    /// Paths of images without a label.
    package var imagesAlone: [String]
    /// Paths of labels without an image.
    package var labelsAlone: [String]
    /// Paths of labels whose size is not that of their image.
    package var sizesDiffer: [String]
  }

  package var groups: [Group]
  package var pairings: [Pairing]
  /// Files that cannot be read.
  package var failures: [FileFailure]
  /// How many files have an image format that cannot be read, by the extension of their names.
  package var unsupported: [String: Int]

  /// Reads all files.
  /// - Parameters:
  ///   - folders: each with the path that the user gave; with several folders, the paths are part of the groups' names.
  ///   - options: what is accepted of the files.
  ///   - progress: is called after each file.
  package init(
    _ folders: [(path: String, contents: ImageFolder)], options: DecodingOptions = .init(), parallel: Parallel,
    progress: @Sendable () -> Void = {}
  ) {
    let places = folders.flatMap { folder in
      folder.contents.items.map { Place($0, below: folders.count > 1 ? folder.path : nil) }
    }
    let samples = Mutex([String: SampleHistogram]())
    let (contents, failures) = parallel.attempt(places, path: \.item.url.path, progress: progress) { place in
      var content = try FileInspection(place.item.url, options: options)
      if let own = content.takeSamples() {
        samples.withLock { $0[place.group, default: SampleHistogram(bands: 1, bits: 16)].add(own) }
      }
      return content
    }
    let counted = samples.withLock { $0 }
    var read: [String: [InspectedFile]] = [:]
    for (place, content) in zip(places, contents) {
      if let content { read[place.group, default: []].append(InspectedFile(item: place.item, content: content)) }
    }
    groups = read.keys.sorted().map { name in
      var group = Group(name, read[name] ?? [])
      if !group.areLabels { group.usedValues = counted[name].flatMap(UsedValues.init) }
      return group
    }
    self.failures = failures + folders.flatMap(\.contents.failures)
    unsupported = folders.reduce(into: [:]) { $0.merge($1.contents.unsupported) { $0 + $1 } }
    pairings = []
    let pictures = groups.filter { !$0.areLabels }
    for images in pictures {
      for labels in groups where labels.areLabels {
        let pairing = Pairing(images.folder, labels.folder, read)
        if pairing.pairs > 0 { pairings.append(pairing) }
      }
    }
    // Labels that pair with nothing are told of beside the largest group of images.
    guard let largest = pictures.max(by: { $0.files < $1.files }) else { return }
    for labels in groups where labels.areLabels && !pairings.contains(where: { $0.labels == labels.folder }) {
      pairings.append(Pairing(largest.folder, labels.folder, read))
    }
  }

  /// A file and the group that it belongs to.
  private struct Place: Sendable {
    let group: String
    /// The file, with its path within the group.
    let item: ImageFolder.Item

    init(_ item: ImageFolder.Item, below root: String?) {
      guard let slash = item.relativePath.firstIndex(of: "/") else {
        group = root ?? "."
        self.item = item
        return
      }
      let first = String(item.relativePath[..<slash])
      group = root.map { $0.hasSuffix("/") ? $0 + first : "\($0)/\(first)" } ?? first
      self.item = ImageFolder.Item(
        url: item.url, relativePath: String(item.relativePath[item.relativePath.index(after: slash)...]))
    }
  }
}

/// A file and its contents.
private struct InspectedFile {
  let item: ImageFolder.Item
  let content: FileInspection
}

extension FolderInspection.Group {
  fileprivate init(_ folder: String, _ files: [InspectedFile]) {
    self.folder = folder
    self.files = files.count
    for file in files.map(\.content) {
      sizes["\(file.info.width) x \(file.info.height)", default: 0] += 1
      kinds[file.info.kind, default: 0] += 1
      if let place = file.info.georeference.summary {
        places = (places ?? [:]).merging([place: 1], uniquingKeysWith: +)
      }
      if let value = file.info.noData {
        noData = (noData ?? [:]).merging([NumberText.short(value): 1], uniquingKeysWith: +)
      }
      for range in file.bandRanges {
        if let index = bands?.firstIndex(where: { $0.name == range.name }) {
          bands?[index].add(range)
        } else {
          bands = (bands ?? []) + [range]
        }
      }
    }
    areLabels = files.allSatisfy(\.content.isLabel)
    guard areLabels else { return }
    var (values, colours): ([Int: Int], [String: Int]) = ([:], [:])
    for file in files.map(\.content) {
      for (value, pixels) in (file.values ?? []).enumerated() where pixels > 0 { values[value, default: 0] += pixels }
      for (colour, pixels) in file.colours ?? [:] { colours[colour.hexString, default: 0] += pixels }
    }
    self.values = values.isEmpty ? nil : values
    // Many files of few colours each can be drawings, which are no labels.
    self.colours = colours.isEmpty || colours.count > 256 ? nil : colours
    fits = Self.fits(
      values: files.allSatisfy { $0.content.values != nil } ? Set(values.keys) : nil,
      colours: files.allSatisfy { $0.content.colours != nil } ? Set(colours.keys) : nil,
      names: files.map(\.item.url.path))
  }

  /// The data sets to which every value or every colour belongs.
  ///
  /// Where names of files are those of one of these data sets, the others are not likely: Potsdam, Vaihingen and DeepGlobe share
  /// colours.
  private static func fits(values: Set<Int>?, colours: Set<String>?, names: [String]) -> [FolderInspection.Fit] {
    let found = BuiltInClasses.all.compactMap { dataset -> FolderInspection.Fit? in
      guard let table = try? dataset.table() else { return nil }
      let byColour = colours.flatMap { match($0, table.classOfColour.map { ($0.hexString, $1) }) }
      let byValue = values.flatMap { match($0, table.classOfValue.enumerated().map { ($0, $1) }) }
      guard let match = byColour ?? byValue, match.classes > 0 else { return nil }
      let share = Double(match.marks) / Double(match.allMarks)
      let isTold = byColour != nil ? areTelling(colours ?? []) : match.allMarks >= 10 && share >= 0.9
      let isNamedSo = dataset.nameParts.contains { part in names.contains { $0.contains(part) } }
      return FolderInspection.Fit(
        dataset: dataset.name, met: match.classes, classes: table.classes.count, share: share,
        isLikely: isNamedSo || isTold, isNamed: isNamedSo)
    }
    let areNamed = found.contains(where: \.isNamed)
    // Equal fits stay in the order of the list of data sets.
    return found.enumerated().sorted { a, b in
      let (one, other) = (a.element, b.element)
      if one.isNamed != other.isNamed { return one.isNamed }
      if one.isLikely != other.isLikely { return one.isLikely }
      return one.share == other.share ? a.offset < b.offset : one.share > other.share
    }.map { fit in
      var fit = fit.element
      if areNamed { fit.isLikely = fit.isNamed }
      return fit
    }
  }

  /// Whether colours tell of a data set. Black and white do not, and one pure colour beside them neither.
  private static func areTelling(_ colours: Set<String>) -> Bool {
    let others = colours.subtracting(["#000000", "#ffffff"])
    let pure: Set = ["#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff00ff", "#00ffff"]
    return others.count >= 2 || !others.isSubset(of: pure)
  }

  /// How many classes the marks (values or colours) stand for, how many of the marks stand for classes, and how many marks all
  /// classes have; nil when a mark stands for nothing.
  private static func match<Mark: Hashable>(
    _ marks: Set<Mark>, _ table: [(Mark, UInt16?)]
  ) -> (classes: Int, marks: Int, allMarks: Int)? {
    let classOf = Dictionary(table.compactMap { mark, index in index.map { (mark, $0) } }) { first, _ in first }
    guard marks.allSatisfy({ classOf[$0] != nil }) else { return nil }
    let met = marks.compactMap { classOf[$0] }.filter { $0 != Label.none }
    return (Set(met).count, met.count, classOf.values.count { $0 != Label.none })
  }
}

extension FolderInspection.Pairing {
  fileprivate init(_ images: String, _ labels: String, _ read: [String: [InspectedFile]]) {
    let items = { (folder: String) in (read[folder] ?? []).map(\.item) }
    self.images = images
    self.labels = labels
    guard let pairing = try? FilePairing(items(images), items(labels), firstPath: images, secondPath: labels) else {
      pairs = 0
      imagesAlone = items(images).map(\.url.path)
      labelsAlone = items(labels).map(\.url.path)
      sizesDiffer = []
      return
    }
    let sizes = Dictionary(
      ((read[images] ?? []) + (read[labels] ?? [])).map { ($0.item.url, $0.content.info) }
    ) { first, _ in first }
    pairs = pairing.pairs.count
    imagesAlone = pairing.firstAlone.map(\.url.path)
    labelsAlone = pairing.secondAlone.map(\.url.path)
    sizesDiffer = pairing.pairs.filter { pair in
      guard let one = sizes[pair.first.url], let other = sizes[pair.second.url] else { return false }
      return one.width != other.width || one.height != other.height
    }.map(\.second.url.path)
  }
}

extension RasterInfo {
  /// What a pixel is, such as `RGB, 8 bits, JPEG`.
  fileprivate var kind: String {
    let colours = [1: "grey", 2: "grey and alpha", 3: "RGB", 4: "RGB and alpha"]
    let content =
      palette != nil
      ? "palette"
      : (hasAlpha ?? (bands <= 4) || bands == 1 || bands == 3 ? colours[bands] : nil)
        ?? NumberText.count(bands, "band")
    let type = sampleType == .float32 ? "Float32" : NumberText.count(storedBitDepth, "bit")
    return "\(content), \(type), \(format?.name ?? "memory")"
  }
}

extension Georeference {
  /// Coordinate system and size of a pixel, such as `EPSG:32633, 10 x 10`; nil where neither is known.
  fileprivate var summary: String? {
    let system = coordinateSystem.map { system in system.epsg.map { "EPSG:\($0)" } ?? system.name }
    let step = transform.map { transform in
      let sides = [(transform.xStep, transform.yTurn), (transform.xTurn, transform.yStep)]
        .map { ($0.0 * $0.0 + $0.1 * $0.1).squareRoot() }
      return sides.map(NumberText.short).joined(separator: " x ")
    }
    guard system != nil || step != nil else { return nil }
    return "\(system ?? "no coordinate system"), \(step ?? "no size of a pixel")"
  }
}
