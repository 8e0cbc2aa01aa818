import Foundation

/// A headless Chromium, driven through the DevTools protocol over a pair of named pipes.
package final class Browser {
  /// The program, where it is installed.
  package static let executable: String? = ["chromium", "chromium-browser", "google-chrome"]
    .map { "/usr/bin/\($0)" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private let process = Process()
  private let folder: TemporaryFolder
  private let commands: FileHandle
  private let replies: FileHandle
  private var received: [UInt8] = []
  private var lastID = 0
  private var session: String?
  /// Messages of the page's console and uncaught exceptions.
  package private(set) var complaints: [String] = []
  /// The addresses that the page has asked for, but those that hold their data themselves.
  package private(set) var requests: [String] = []

  /// Starts a browser with one empty page.
  /// - Parameters:
  ///   - width: of the page, in pixels.
  ///   - isDark: whether the page is told that the user likes it dark.
  package init(width: Int = 1000, height: Int = 800, isDark: Bool = false) throws {
    guard let executable = Self.executable else { throw Failure(description: "there is no browser") }
    folder = try TemporaryFolder()
    let (to, from) = (folder.file("to").path, folder.file("from").path)
    guard mkfifo(to, 0o600) == 0, mkfifo(from, 0o600) == 0 else { throw Failure(description: "no pipes can be made") }
    // Opened for reading and writing, so that opening waits for nobody.
    let (input, output) = (open(to, O_RDWR | O_CLOEXEC), open(from, O_RDWR | O_CLOEXEC))
    commands = FileHandle(fileDescriptor: input, closeOnDealloc: true)
    replies = FileHandle(fileDescriptor: output, closeOnDealloc: true)
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", "exec \"$0\" \"$@\" 3<>to 4<>from", executable, "--headless", "--no-sandbox", "--disable-gpu",
      "--disable-dev-shm-usage",
      "--hide-scrollbars", "--remote-debugging-pipe", "--no-first-run", "--disable-background-networking",
      "--user-data-dir=\(folder.file("profile").path)", "about:blank",
    ]
    process.currentDirectoryURL = folder.url
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let target = try send("Target.createTarget", ["url": "about:blank"])
    let attached = try send("Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
    session = attached["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log", "Network"] { try send("\(domain).enable") }
    try send(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
    if isDark {
      try send("Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": "dark"]]])
    }
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  /// Loads a page and waits until it is there.
  package func load(_ url: String) throws {
    try send("Page.navigate", ["url": url])
    for _ in 0..<600 {
      let state = try evaluate("document.readyState + ' ' + location.href") as? String ?? ""
      if state.hasPrefix("complete"), !state.hasSuffix("about:blank") { return }
      Thread.sleep(forTimeInterval: 0.1)
    }
    throw Failure(description: "\(url) does not load")
  }

  /// The value of an expression in the page.
  @discardableResult package func evaluate(_ expression: String) throws -> Any? {
    let reply = try send(
      "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
    if let details = reply["exceptionDetails"] { throw Failure(description: "\(expression): \(details)") }
    return (reply["result"] as? [String: Any])?["value"]
  }

  /// Whether an expression becomes true within ten seconds; what the browser does after an event may take a moment.
  package func becomesTrue(_ expression: String) throws -> Bool {
    for _ in 0..<200 {
      if try evaluate(expression) as? Bool == true { return true }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return false
  }

  /// Presses the mouse button at the first of some places, moves to the others, and lets go at the last.
  /// - Parameter places: columns and rows of the window, in pixels.
  package func drag(_ places: [SIMD2<Double>]) throws {
    func send(_ type: String, _ place: SIMD2<Double>) throws {
      try self.send(
        "Input.dispatchMouseEvent",
        [
          "type": type, "x": place.x, "y": place.y, "button": "left", "clickCount": 1,
          "buttons": type == "mouseReleased" ? 0 : 1,
        ])
    }
    guard let first = places.first, let last = places.last else { return }
    try send("mousePressed", first)
    for place in places.dropFirst() { try send("mouseMoved", place) }
    try send("mouseReleased", last)
  }

  /// How light the page's background is, 0...1, and the contrast of WCAG 2 between it and the text of each element, 1...21.
  package func contrasts(of selectors: [String]) throws -> (paper: Double, texts: [Double]) {
    let list = selectors.map { "'\($0)'" }.joined(separator: ", ")
    let values = try evaluate(
      """
      (() => {
        const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
        const luminance = (text) => {
          const [r, g, b] = text.match(/[0-9.]+/g).map(Number);
          return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
        };
        const paper = luminance(getComputedStyle(document.body).backgroundColor);
        return [paper].concat([\(list)].map((selector) => {
          const ink = luminance(getComputedStyle(document.querySelector(selector)).color);
          return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
        }));
      })()
      """)
    guard let values = values as? [Double], values.count == selectors.count + 1 else {
      throw Failure(description: "the page has no \(list)")
    }
    return (values[0], Array(values.dropFirst()))
  }

  /// Presses a key, such as `ArrowRight` or `a`, where the focus is.
  /// - Parameter withControl: whether the control key is down.
  package func press(_ key: String, withControl: Bool = false, withShift: Bool = false) throws {
    let codes = [
      "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Tab": 9, " ": 32,
    ]
    var event: [String: Any] = ["key": key, "code": codes[key] == nil ? "Key" : key]
    if let code = codes[key] { event["windowsVirtualKeyCode"] = code }
    let text = withControl ? "" : key == "Enter" ? "\r" : key.count == 1 ? key : ""
    event["modifiers"] = (withControl ? 2 : 0) + (withShift ? 8 : 0)
    try send("Input.dispatchKeyEvent", event.merging(["type": "keyDown", "text": text]) { $1 })
    try send("Input.dispatchKeyEvent", event.merging(["type": "keyUp"]) { $1 })
  }

  /// What the window shows, as PNG.
  package func screenshot() throws -> [UInt8] {
    guard let text = try send("Page.captureScreenshot")["data"] as? String, let data = Data(base64Encoded: text) else {
      throw Failure(description: "there is no screenshot")
    }
    return Array(data)
  }

  @discardableResult private func send(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    lastID += 1
    var message: [String: Any] = ["id": lastID, "method": method, "params": parameters]
    if let session { message["sessionId"] = session }
    try commands.write(contentsOf: JSONSerialization.data(withJSONObject: message) + [0])
    while true {
      let reply = try receive()
      note(reply)
      guard reply["id"] as? Int == lastID else { continue }
      if let error = reply["error"] { throw Failure(description: "\(method): \(error)") }
      return reply["result"] as? [String: Any] ?? [:]
    }
  }

  private func note(_ event: [String: Any]) {
    guard let method = event["method"] as? String else { return }
    if method == "Network.requestWillBeSent", let parameters = event["params"] as? [String: Any],
      let address = (parameters["request"] as? [String: Any])?["url"] as? String, !address.hasPrefix("data:")
    {
      requests.append(address)
    }
    if ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"].contains(method) {
      complaints.append("\(method): \(event["params"] ?? "")")
    }
  }

  /// The next message of the browser, which ends with a zero byte.
  private func receive() throws -> [String: Any] {
    while true {
      if let end = received.firstIndex(of: 0) {
        let message = Data(received[..<end])
        received.removeSubrange(...end)
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      var waiting = pollfd(fd: replies.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 60_000) > 0 else { throw Failure(description: "the browser does not answer") }
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(replies.fileDescriptor, &chunk, chunk.count)
      guard count > 0 else { throw Failure(description: "the browser has gone") }
      received += chunk[..<count]
    }
  }
}
