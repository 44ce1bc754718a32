"""The seven must-nots in four characters each, for the foot of every sheet."""

SEVEN = ("文件资料", "录音影像", "标题文号", "谈论事项", "未定之事", "内部信息", "要害部位")
