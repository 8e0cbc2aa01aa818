import Basics
import Foundation

/// The names of the tensors of a vision transformer. Libraries name the same tensors differently.
///
/// Here they have the names of `timm` and of the first repositories, with these differences: `attn.q`, `attn.k` and `attn.v`
/// for weights that are not in one tensor, `reg_token` for registers, and `mlp.w1`, `mlp.w2`, `mlp.w3` for gates.
struct VisionTransformerNames: Sendable {
  /// Of which library the names are.
  enum Style: Sendable {
    /// `timm`, and the repositories of DINO, DINOv2 and MAE.
    case timm
    /// Hugging Face `transformers`.
    case transformers
  }

  let style: Style
  /// The name in the file for each name here.
  private let originals: [String: String]
  private let prefix: String
  /// The parts that names in the file have.
  private let used: Set<String>

  private static let patches = [
    ("patch_embed.proj.weight", Style.timm), ("embeddings.patch_embeddings.projection.weight", Style.transformers),
  ]
  /// Parts of names in `transformers`, of its fourth and fifth versions.
  private static let parts = [
    ("embeddings.patch_embeddings.projection.", "patch_embed.proj."), ("embeddings.position_embeddings", "pos_embed"),
    ("embeddings.register_tokens", "reg_token"), ("embeddings.cls_token", "cls_token"),
    ("embeddings.mask_token", "mask_token"), ("embeddings.distillation_token", "dist_token"),
    ("encoder.layer.", "blocks."), ("layers.", "blocks."), ("layernorm_before.", "norm1."),
    ("layernorm_after.", "norm2."), ("layernorm.", "norm."),
    ("attention.attention.query.", "attn.q."), ("attention.attention.key.", "attn.k."),
    ("attention.attention.value.", "attn.v."), ("attention.output.dense.", "attn.proj."),
    ("attention.q_proj.", "attn.q."), ("attention.k_proj.", "attn.k."), ("attention.v_proj.", "attn.v."),
    ("attention.o_proj.", "attn.proj."), ("intermediate.dense.", "mlp.fc1."), ("output.dense.", "mlp.fc2."),
    ("layer_scale1.lambda1", "ls1.gamma"), ("layer_scale2.lambda1", "ls2.gamma"), ("mlp.weights_in.", "mlp.w12."),
    ("mlp.weights_out.", "mlp.w3."), ("mlp.gate_proj.", "mlp.w1."), ("mlp.up_proj.", "mlp.w2."),
    ("mlp.down_proj.", "mlp.w3."),
  ]

  /// - Returns: nil where the names are those of another family.
  /// - Throws: ``BackboneError`` where a file holds several transformers.
  init?(_ weights: BackboneWeights) throws {
    let found = Self.patches.flatMap { ending, style in
      weights.names.filter { $0 == ending || $0.hasSuffix("." + ending) }.map { ($0.dropLast(ending.count), style) }
    }.sorted { $0.0 < $1.0 }
    var candidates: [VisionTransformerNames] = []
    for (prefix, style) in found {
      let names = Self(weights, prefix: prefix, style: style)
      if names.has("blocks.0.attn.qkv.weight") || names.has("blocks.0.attn.q.weight") { candidates.append(names) }
    }
    guard let first = candidates.first else { return nil }
    guard candidates.count == 1 else {
      throw BackboneError(
        path: weights.path,
        reason: "it holds \(candidates.count) transformers, at \(found.map { $0.0 + "*" }.joined(separator: " and ")); "
          + "write the tensors of one into a file")
    }
    self = first
  }

  private init(_ weights: BackboneWeights, prefix: Substring, style: Style) {
    self.style = style
    self.prefix = String(prefix)
    var (originals, used): ([String: String], Set<String>) = ([:], [])
    for name in weights.names where name.hasPrefix(prefix) {
      var own = String(name.dropFirst(prefix.count))
      switch style {
      case .timm: if own == "register_tokens" { own = "reg_token" }
      case .transformers:
        for (part, replacement) in Self.parts {
          guard let changed = Self.replacing(part, in: own, by: replacement) else { continue }
          own = changed
          used.insert(part)
        }
      }
      originals[own] = name
    }
    self.originals = originals
    self.used = used
  }

  /// The name with another part; nil where it has no such part, at its start or after a dot.
  private static func replacing(_ part: String, in name: String, by replacement: String) -> String? {
    if name.hasPrefix(part) { return replacement + name.dropFirst(part.count) }
    guard let place = name.range(of: "." + part) else { return nil }
    return name.replacingCharacters(in: place, with: "." + replacement)
  }

  func has(_ name: String) -> Bool { originals[name] != nil }

  /// The name in the file. A tensor that is missing has the name that is like those of the others.
  func original(_ name: String) -> String {
    if let original = originals[name] { return original }
    guard style == .transformers else { return prefix + name }
    var own = name
    for (part, replacement) in Self.parts {
      let isUsed = Self.parts.contains { $1 == replacement && used.contains($0) }
      guard used.contains(part) || !isUsed && !name.hasPrefix("blocks.") else { continue }
      own = Self.replacing(replacement, in: own, by: part) ?? own
    }
    return prefix + own
  }

  /// The names here that begin in this way.
  func names(beginning start: String) -> [String] { originals.keys.filter { $0.hasPrefix(start) } }

  /// The names here of each block without its number, by the number.
  func blocks() -> [Int: [String]] {
    var blocks: [Int: [String]] = [:]
    for name in originals.keys {
      let parts = name.split(separator: ".", maxSplits: 2)
      if parts.count == 3, parts[0] == "blocks", let number = Int(parts[1]) {
        blocks[number, default: []].append(String(parts[2]))
      }
    }
    return blocks
  }
}
