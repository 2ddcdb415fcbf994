using System;
using System.Text;
using Weft.Tool;

// Scores and signatures are text for other programs: UTF-8 wherever they run.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// Questions are for people: not where either end is a file or another program.
bool isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected;

return CommandLine.Run(args, Console.Out, Console.Error, isTerminal ? Console.In : null);
