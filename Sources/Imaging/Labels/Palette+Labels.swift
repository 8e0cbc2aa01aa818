extension Palette {
  /// The colour of a label: the palette's entry, or that of ``standard`` where this palette has none; from 255 labels on
  /// the colours are repeated. Pixels without a label are black.
  public subscript(label: UInt16) -> Colour {
    if label == Label.none { return Colour(hex: 0) }
    let entry = Int(label) % 255
    return entry < colours.count ? colours[entry] : Palette.standard.colours[entry]
  }
}
