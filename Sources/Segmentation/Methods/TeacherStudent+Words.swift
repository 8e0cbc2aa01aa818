extension MethodWords {
  /// The words of teacher and student.
  static let teacherStudent = MethodWords(
    loss:
      "The loss is the cross-entropy of what the teacher says of a pixel and what the student says of it in another "
      + "view; it falls and rises as the teacher learns.",
    series: [TeacherStudentSettings.head: "student"])
}
