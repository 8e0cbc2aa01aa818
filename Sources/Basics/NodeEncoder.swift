import Yams

/// Turns values into YAML nodes. Numbers get all the digits that are needed to read the same value back.
///
/// Yams' own encoder rounds to 7 and 15 digits.
struct NodeEncoder: Encoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private let box: NodeBox

  /// The node of `value`.
  static func encode(_ value: some Encodable) throws -> Node {
    let box = NodeBox()
    try value.encode(to: NodeEncoder(codingPath: [], box: box))
    return box.node
  }

  fileprivate init(codingPath: [any CodingKey], box: NodeBox) {
    self.codingPath = codingPath
    self.box = box
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(KeyedNodes<Key>(codingPath: codingPath, box: box))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { ListedNodes(codingPath: codingPath, box: box) }

  func singleValueContainer() -> any SingleValueEncodingContainer { SingleNode(codingPath: codingPath, box: box) }
}

/// A node that is being built: a scalar, a list, or names and values in the order in which they were encoded.
private final class NodeBox {
  private enum Content {
    case none
    case scalar(Node)
    case list([NodeBox])
    case mapping([(name: String, value: NodeBox)])
  }

  private var content = Content.none

  var count: Int { if case .list(let elements) = content { elements.count } else { 0 } }

  var node: Node {
    switch content {
    case .none: .mapping([:])
    case .scalar(let node): node
    case .list(let elements): .sequence(.init(elements.map(\.node)))
    case .mapping(let entries): .mapping(.init(entries.map { (Node($0.name), $0.value.node) }))
    }
  }

  func set(_ node: Node) { content = .scalar(node) }

  func beginMapping() { if case .none = content { content = .mapping([]) } }

  func beginList() { if case .none = content { content = .list([]) } }

  func member(_ name: String) -> NodeBox {
    let value = NodeBox()
    var entries: [(name: String, value: NodeBox)] = []
    if case .mapping(let present) = content { entries = present }
    content = .mapping(entries + [(name, value)])
    return value
  }

  func element() -> NodeBox {
    let value = NodeBox()
    var elements: [NodeBox] = []
    if case .list(let present) = content { elements = present }
    content = .list(elements + [value])
    return value
  }
}

extension NodeBox {
  /// Encodes `value`. Scalars are encoded here, all other values by their own `encode(to:)`.
  func encode(_ value: some Encodable, _ codingPath: [any CodingKey]) throws {
    switch value {
    case let value as Bool: set(Node("\(value)", Tag(.bool)))
    case let value as String: set(try value.represented())
    case let value as Double: set(Self.number(value, text: "\(value)"))
    case let value as Float: set(Self.number(Double(value), text: "\(value)"))
    case let value as any FixedWidthInteger & Encodable: set(Node("\(value)", Tag(.int)))
    default: try value.encode(to: NodeEncoder(codingPath: codingPath, box: self))
    }
  }

  private static func number(_ value: Double, text: String) -> Node {
    let special = value.isNaN ? ".nan" : value.isInfinite ? (value < 0 ? "-.inf" : ".inf") : nil
    return Node(special ?? text, Tag(.float))
  }
}

private struct KeyedNodes<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let codingPath: [any CodingKey]
  let box: NodeBox

  init(codingPath: [any CodingKey], box: NodeBox) {
    self.codingPath = codingPath
    self.box = box
    box.beginMapping()
  }

  func encodeNil(forKey key: Key) { box.member(key.stringValue).set(Node("null", Tag(.null))) }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    try box.member(key.stringValue).encode(value, codingPath + [key])
  }

  func nestedContainer<Other: CodingKey>(keyedBy type: Other.Type, forKey key: Key) -> KeyedEncodingContainer<Other> {
    KeyedEncodingContainer(KeyedNodes<Other>(codingPath: codingPath + [key], box: box.member(key.stringValue)))
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    ListedNodes(codingPath: codingPath + [key], box: box.member(key.stringValue))
  }

  func superEncoder() -> any Encoder { NodeEncoder(codingPath: codingPath, box: box.member("super")) }

  func superEncoder(forKey key: Key) -> any Encoder {
    NodeEncoder(codingPath: codingPath + [key], box: box.member(key.stringValue))
  }
}

private struct ListedNodes: UnkeyedEncodingContainer {
  let codingPath: [any CodingKey]
  let box: NodeBox
  var count: Int { box.count }

  init(codingPath: [any CodingKey], box: NodeBox) {
    self.codingPath = codingPath
    self.box = box
    box.beginList()
  }

  func encodeNil() { box.element().set(Node("null", Tag(.null))) }

  func encode(_ value: some Encodable) throws { try box.element().encode(value, codingPath) }

  func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(KeyedNodes<Key>(codingPath: codingPath, box: box.element()))
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    ListedNodes(codingPath: codingPath, box: box.element())
  }

  func superEncoder() -> any Encoder { NodeEncoder(codingPath: codingPath, box: box.element()) }
}

private struct SingleNode: SingleValueEncodingContainer {
  let codingPath: [any CodingKey]
  let box: NodeBox

  func encodeNil() { box.set(Node("null", Tag(.null))) }

  func encode(_ value: some Encodable) throws { try box.encode(value, codingPath) }
}
