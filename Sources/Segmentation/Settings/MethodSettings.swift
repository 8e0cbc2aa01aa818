import Basics

/// The learning method of a run and its settings.
///
/// A new method is a case here, a file of settings beside this one, and a file under `Methods`.
public enum MethodSettings: Hashable, Sendable {
  case iic(IICSettings)

  /// The names that settings files and options know methods by.
  public static let names = ["iic"]

  /// The method called `name`, with its standard settings.
  /// - Throws: `SettingError` for an unknown name.
  public static func named(_ name: String) throws -> MethodSettings {
    switch name {
    case "iic": return .iic(IICSettings())
    default:
      throw SettingError(
        key: "method", value: name, requirement: "one of \(names.joined(separator: ", "))")
    }
  }

  public var name: String {
    switch self {
    case .iic: "iic"
    }
  }

  /// Classes to find, K.
  public var classes: Int {
    get {
      switch self {
      case .iic(let settings): settings.classes
      }
    }
    set {
      switch self {
      case .iic(var settings):
        settings.classes = newValue
        self = .iic(settings)
      }
    }
  }

  /// The heads that the method wants of the network, the one of the classes first.
  public var heads: [HeadConfiguration] {
    switch self {
    case .iic(let settings): settings.heads
    }
  }

  /// The names of the maps that a trained model will have.
  public var mapNames: [String] {
    switch self {
    case .iic(let settings): settings.heads.map(\.name) + (settings.overclusters > 0 ? [IICSettings.merged] : [])
    }
  }

  /// Checks every range.
  /// - Parameter cropSize: side of the training crops, in pixels.
  /// - Throws: `SettingError`.
  func validate(cropSize: Int) throws {
    switch self {
    case .iic(let settings): try settings.validate(cropSize: cropSize)
    }
  }
}

extension MethodSettings: Codable {
  private enum CodingKeys: String, CodingKey { case iic }

  public init(from decoder: any Decoder) throws {
    self = .iic(try decoder.container(keyedBy: CodingKeys.self).decode(IICSettings.self, forKey: .iic))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .iic(let settings): try container.encode(settings, forKey: .iic)
    }
  }
}
