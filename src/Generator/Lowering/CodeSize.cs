namespace Weft.Generator.Lowering;

/// <summary>How much of a method a <see cref="KernelWriter"/> has written.</summary>
/// <param name="MultiplyAdds">Multiply-adds.</param>
/// <param name="Locals">Variables that are declared by statements of their own.</param>
/// <param name="Statements">Statements, those in the headings of blocks included.</param>
internal readonly record struct CodeSize(int MultiplyAdds, int Locals, int Statements);
