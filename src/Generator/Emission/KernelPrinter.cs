using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Prints methods of instruction sets, each in a file of its own: whichever models call it, a compilation has it once.</summary>
internal static class KernelPrinter
{
    private static readonly string[] Usings = ["System", "System.Runtime.CompilerServices", .. InstructionSet.VectorNamespaces, "Weft"];

    /// <summary>What a reader of any kernel needs to know first.</summary>
    public static readonly string Layout =
        $"A matrix is stored in panels of {Panels.Width} columns, one panel after another, each with all of its rows: " +
        $"row r of a panel begins {Panels.Width} * r floats from its start. Columns that fill up a panel are zero.";

    // Where the body of a kernel stands: in a struct, a method and an unchecked block.
    private const int BodyMargin = 12;

    /// <exception cref="LoweringException">The method has no code for its set, or too much.</exception>
    public static GeneratedSource Print(SharedMethod method) =>
        GeneratedFile.OfKernel(method.Set.Name, method.Name, Usings, writer =>
        {
            if (method is KernelMethod)
            {
                writer.WriteComment(Layout);
            }

            using (writer.WriteBlock($"unsafe partial struct {method.Set.KernelsName}"))
            {
                Print(writer, method);
            }
        });

    private static void Print(SourceWriter writer, SharedMethod method)
    {
        switch (method)
        {
            case KernelMethod kernel:
                Print(writer, kernel);
                break;
            case FunctionMethod function:
                KernelBody.Write(writer, function);
                break;
            default:
                throw new LoweringException($"{method.GetType().Name} has no text.");
        }
    }

    private static void Print(SourceWriter writer, KernelMethod method)
    {
        Kernel kernel = method.Kernel;
        writer.WriteSummary(kernel.Summary);
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");

        string body = KernelBody.Of(kernel, method.Set, BodyMargin);
        writer.WriteCall($"{(kernel.IsEntry ? "public" : "private")} static void {kernel.Name}({kernel.Signature.Text})");

        using (writer.WriteBlock())
        using (writer.WriteBlock("unchecked"))
        {
            writer.WriteLine(body.TrimEnd('\n'));
        }
    }
}
