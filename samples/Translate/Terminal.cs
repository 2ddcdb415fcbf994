using System.IO;

namespace Weft.Samples;

/// <summary>What the program reads from and writes to.</summary>
/// <param name="Input">Sentences to translate.</param>
/// <param name="Output">Results.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Progress">How training goes on.</param>
/// <param name="IsInteractive">Whether a user types the input and sees the output.</param>
internal sealed record Terminal(TextReader Input, TextWriter Output, TextWriter Error, ProgressDisplay Progress, bool IsInteractive);
