using System;
using System.Text;
using Weft.Tool;

// Scores and signatures are text for other programs: UTF-8 wherever they run.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

return CommandLine.Run(args, Console.Out, Console.Error);
