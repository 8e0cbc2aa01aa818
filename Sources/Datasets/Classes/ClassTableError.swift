import Basics
import Foundation
import Imaging

/// Why labels cannot be understood.
public enum ClassTableError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case unknownName(String, known: [String])
  case noColours
  case classCount(path: String, count: Int)
  case ambiguous(path: String, what: String)
  case unknownValue(path: String, value: UInt8, x: Int, y: Int)
  case unknownColour(path: String, colour: String, x: Int, y: Int)

  public var description: String {
    switch self {
    case .unknownName(let name, let known):
      "there is no data set \(name); known are \(known.joined(separator: ", ")). Describe others in a file of classes "
        + "(--classes-file); `tessera classes NAME` prints one to start from"
    case .noColours:
      "there are no colours to take the nearest of; name classes that have them (--dataset or --classes-file)"
    case .classCount(let path, let count): "\(path): has \(count) classes; 1 to 254 are possible"
    case .ambiguous(let path, let what): "\(path): \(what) stands for two things; each may be listed once"
    case .unknownValue(let path, let value, let x, let y):
      "\(path): the value \(value) at column \(x), row \(y) belongs to no class; add it to a class or to what is ignored"
    case .unknownColour(let path, let colour, let x, let y):
      "\(path): the colour \(colour) at column \(x), row \(y) belongs to no class; add it to a class or to what is ignored, "
        + "or let it stand for the nearest colour (--nearest-colour) if compression has damaged the labels"
    }
  }

  public var errorDescription: String? { description }
}
