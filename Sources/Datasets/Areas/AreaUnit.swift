import Basics

/// A unit of areas on the ground.
public enum AreaUnit: String, CaseIterable, Hashable, Sendable {
  /// Square metres, `m2`.
  case squareMetres = "m2"
  /// Hectares of 10 000 square metres, `ha`.
  case hectares = "ha"
  /// Square kilometres, `km2`.
  case squareKilometres = "km2"

  /// The square metres of one unit.
  public var inSquareMetres: Double {
    switch self {
    case .squareMetres: 1
    case .hectares: 1e4
    case .squareKilometres: 1e6
    }
  }

  /// The unit for areas that add up to this: square metres below a hectare, square kilometres from 10,000 hectares on.
  package static func fitting(squareMetres: Double) -> AreaUnit {
    squareMetres < 1e4 ? .squareMetres : squareMetres < 1e8 ? .hectares : .squareKilometres
  }

  /// An area for people; a dash where it is not known.
  package func text(_ squareMetres: Double?) -> String {
    squareMetres.map { NumberText.decimal($0 / inSquareMetres, self == .squareMetres ? 2 : 4) } ?? "-"
  }

  /// An area for programs; empty where it is not known.
  package func field(_ squareMetres: Double?) -> String {
    squareMetres.map { NumberText.measurement($0 / inSquareMetres) } ?? ""
  }
}
