import Basics
import Datasets
import Imaging
import NeuralNet

/// The shape of the segmentation network.
public struct NetworkConfiguration: Codable, Hashable, Sendable {
  /// One stage of the trunk.
  public enum Stage: Hashable, Sendable {
    /// A convolution without bias, batch norm and ReLU. `kernel` is odd. Unless `padding` is given, the size stays; the
    /// network published with the paper pads its dilated layers by 1.
    case convolution(channels: Int, kernel: Int = 3, dilation: Int = 1, padding: Int? = nil)
    /// 2x2 maximum pooling, stride 2.
    case pool
    /// Basic blocks of two 3x3 convolutions each, to whose output the input is added. The first block has the stride.
    case residual(channels: Int, blocks: Int = 2, stride: Int = 1)
    /// The mean of each channel over the whole image. It is the last stage, and the network then groups whole images.
    case average
    /// All values of the image as the channels of one place. It is the last stage, and the network then groups whole images.
    case flatten

    /// A 3x3 convolution, as `convolution` makes it.
    public static func conv(_ channels: Int, dilation: Int = 1) -> Stage {
      .convolution(channels: channels, dilation: dilation)
    }

    /// Whether the stage leaves one place of an image.
    var endsMaps: Bool { self == .average || self == .flatten }

    /// The channels that the stage gives; nil where they are those that it gets, or more of the same.
    var channels: Int? {
      switch self {
      case .convolution(let channels, _, _, _), .residual(let channels, _, _): channels
      case .pool, .average, .flatten: nil
      }
    }
  }

  /// The stages in order.
  public var trunk = Self.compactTrunk
  /// Padding of the heads' 1x1 convolutions; the network published with the paper has 1.
  public var headPadding = 0
  /// Whether batch norm keeps running statistics, by which images are then segmented. If not, each image is normalised
  /// by its own, and cannot be cut into tiles.
  public var tracksStatistics = true

  /// The settings as their defaults have them.
  public init() {}

  /// A network with this trunk.
  public init(trunk: [Stage]) { self.trunk = trunk }

  /// Whether the network tells whole images apart, and not pixels.
  public var groupsImages: Bool { trunk.last?.endsMaps == true }

  /// - Parameter seesFeatures: whether the trunk sees features of a pretrained network, which need no convolution more.
  func validate(cropSize: Int, seesFeatures: Bool) throws {
    try SettingCheck.require(
      seesFeatures || trunk.contains { $0.channels != nil }, "network.trunk", trunk.count, "at least one convolution")
    try SettingCheck.require(
      !seesFeatures || trunk.last != .flatten, "network.trunk", "flatten",
      "average as the last stage on the features of a pretrained network")
    try SettingCheck.require(
      !trunk.dropLast().contains { $0.endsMaps }, "network.trunk", "average or flatten", "the last stage, if any")
    for stage in trunk {
      if let channels = stage.channels {
        try SettingCheck.require((1...8192).contains(channels), "network.trunk", channels, "from 1 to 8192 channels")
      }
      if case .residual(_, let blocks, let stride) = stage {
        try SettingCheck.require((1...64).contains(blocks), "network.trunk", blocks, "from 1 to 64 blocks")
        try SettingCheck.require((1...4).contains(stride), "network.trunk", stride, "a stride from 1 to 4")
      }
      if case .convolution(_, let kernel, let dilation, let padding) = stage {
        try SettingCheck.require(
          (1...15).contains(kernel) && !kernel.isMultiple(of: 2), "network.trunk", kernel, "an odd kernel from 1 to 15")
        try SettingCheck.require((1...64).contains(dilation), "network.trunk", dilation, "a dilation from 1 to 64")
        try SettingCheck.require(
          (0...64).contains(padding ?? 0), "network.trunk", padding ?? 0, "a padding from 0 to 64")
      }
    }
    try SettingCheck.require(
      featureSize(cropSize) != nil, "input.cropSize", cropSize,
      "large enough for network.trunk to leave something of it")
    try SettingCheck.require(
      trunk.last != .flatten || (featureSize(cropSize) ?? 0) <= 32, "input.cropSize", cropSize,
      "small enough for network.trunk to leave at most 32 x 32 places to flatten")
    try SettingCheck.require((0...64).contains(headPadding), "network.headPadding", headPadding, "from 0 to 64")
    try SettingCheck.require(
      headPadding == 0 || !groupsImages, "network.headPadding", headPadding,
      "0 where the last stage of network.trunk is average or flatten")
  }

  /// Channels of the features of square crops with sides of `cropSize`, of which the trunk sees so many channels.
  func featureChannels(of inputChannels: Int, cropSize: Int) -> Int {
    let channels = trunk.compactMap(\.channels).last ?? inputChannels
    let side = trunk.last == .flatten ? featureSize(cropSize) ?? 0 : 1
    return channels * side * side
  }

  /// Side of the features of square crops with sides of `size`; nil where a stage leaves nothing of them.
  func featureSize(_ size: Int) -> Int? {
    var size = size
    for stage in trunk {
      switch stage {
      case .pool: size /= 2
      case .residual(_, _, let stride): size = (size + stride - 1) / stride
      // All that the stage before has left is used.
      case .average, .flatten: break
      case .convolution(_, let kernel, let dilation, let padding):
        let reach = (kernel - 1) / 2 * dilation
        size += 2 * (padding ?? reach) - 2 * reach
      }
      if size < 1 { return nil }
    }
    return size
  }

  /// The form of the paper's network at a quarter of its channels or less, which trains on two processor cores.
  public static let compactTrunk: [Stage] = [
    .convolution(channels: 16), .convolution(channels: 32), .pool, .convolution(channels: 64),
    .convolution(channels: 64), .convolution(channels: 128, dilation: 2), .convolution(channels: 128, dilation: 2),
  ]

  /// The compact network with a second pooling in place of dilation: it sees as far, and a step takes two thirds of the time.
  public static let quickTrunk: [Stage] = [
    .convolution(channels: 16), .convolution(channels: 32), .pool, .convolution(channels: 64),
    .convolution(channels: 64), .pool, .convolution(channels: 128), .convolution(channels: 128),
  ]

  /// The network of the paper (supplementary material, "network b" for segmentation).
  public static let paperTrunk: [Stage] = [
    .convolution(channels: 64), .convolution(channels: 128), .pool, .convolution(channels: 256),
    .convolution(channels: 256), .convolution(channels: 512, dilation: 2), .convolution(channels: 512, dilation: 2),
  ]
}

extension NetworkConfiguration.Stage: Codable {
  private enum Keys: String, CodingKey, CaseIterable {
    case channels, kernel, dilation, padding, pool, residual, blocks, stride, end

    /// The keys of a stage that has this one; nil where it names no kind of stage.
    var companions: [Keys]? {
      switch self {
      case .pool: [.pool]
      case .residual: [.residual, .blocks, .stride]
      case .end: [.end]
      case .channels, .kernel, .dilation, .padding, .blocks, .stride: nil
      }
    }

    static let convolution: [Keys] = [.channels, .kernel, .dilation, .padding]
    static let kinds: [Keys] = [.pool, .residual, .end]
  }

  /// The last stages, by the word that settings files have for them.
  private static let ends: [(name: String, stage: NetworkConfiguration.Stage)] = [
    ("average", .average), ("flatten", .flatten),
  ]

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    // The stages have no defaults to be laid over, so unknown keys are found here.
    let given = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    let kind = Keys.kinds.first { given.contains($0.rawValue) }
    let known = (kind?.companions ?? Keys.convolution + Keys.kinds).map(\.rawValue)
    if let unknown = given.first(where: { !known.contains($0) }) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "a stage has no \(unknown) here; known: \(known.joined(separator: ", "))"))
    }
    let container = try decoder.container(keyedBy: Keys.self)
    if let size = try container.decodeIfPresent(Int.self, forKey: .pool) {
      guard size == 2 else {
        throw DecodingError.dataCorruptedError(forKey: .pool, in: container, debugDescription: "only pool: 2 is known")
      }
      self = .pool
    } else if let channels = try container.decodeIfPresent(Int.self, forKey: .residual) {
      self = .residual(
        channels: channels, blocks: try container.decodeIfPresent(Int.self, forKey: .blocks) ?? 2,
        stride: try container.decodeIfPresent(Int.self, forKey: .stride) ?? 1)
    } else if let name = try container.decodeIfPresent(String.self, forKey: .end) {
      guard let end = Self.ends.first(where: { $0.name == name }) else {
        throw DecodingError.dataCorruptedError(
          forKey: .end, in: container,
          debugDescription: "only \(Self.ends.map { "end: \($0.name)" }.joined(separator: " and ")) are known")
      }
      self = end.stage
    } else {
      self = .convolution(
        channels: try container.decode(Int.self, forKey: .channels),
        kernel: try container.decodeIfPresent(Int.self, forKey: .kernel) ?? 3,
        dilation: try container.decodeIfPresent(Int.self, forKey: .dilation) ?? 1,
        padding: try container.decodeIfPresent(Int.self, forKey: .padding))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    switch self {
    case .pool: try container.encode(2, forKey: .pool)
    case .residual(let channels, let blocks, let stride):
      try container.encode(channels, forKey: .residual)
      try container.encode(blocks, forKey: .blocks)
      try container.encode(stride, forKey: .stride)
    case .average, .flatten:
      try container.encode(Self.ends.first { $0.stage == self }?.name, forKey: .end)
    case .convolution(let channels, let kernel, let dilation, let padding):
      try container.encode(channels, forKey: .channels)
      if kernel != 3 { try container.encode(kernel, forKey: .kernel) }
      if dilation != 1 { try container.encode(dilation, forKey: .dilation) }
      try container.encodeIfPresent(padding, forKey: .padding)
    }
  }
}
