using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>
/// Prints what the passes of a model call: an interface that the structs of its instruction sets implement, with methods that other models
/// may share.
/// </summary>
internal static class KernelInterfacePrinter
{
    /// <param name="model">The model.</param>
    /// <param name="kernels">The kernels that its passes call, each with the settings that shaped it.</param>
    /// <param name="sets">Its instruction sets.</param>
    /// <param name="settings">The whole specification.</param>
    public static GeneratedSource Print(
        ModelIdentity model,
        IEnumerable<(Kernel Kernel, IEnumerable<string> Settings)> kernels,
        IEnumerable<InstructionSet> sets,
        IEnumerable<string> settings) =>
        GeneratedFile.OfModel(model, "Kernels", settings, nullable: false, writer =>
        {
            using (writer.WriteBlock($"namespace {model.Internals}"))
            {
                PrintInterface(writer, kernels);
            }

            using (writer.WriteBlock($"namespace {ModelIdentity.KernelNamespace}"))
            {
                foreach (InstructionSet set in sets)
                {
                    writer.WriteLine($"internal readonly partial struct {set.KernelsName} : global::{model.Internals}.IKernels;");
                }
            }
        });

    private static void PrintInterface(SourceWriter writer, IEnumerable<(Kernel Kernel, IEnumerable<string> Settings)> kernels)
    {
        writer.WriteLine("using global::Weft;");
        writer.WriteLine();
        writer.WriteSummary(
            "What the passes call; one struct per instruction set implements it, and each makes a pass of its own.\n" +
            KernelPrinter.Layout);

        using (writer.WriteBlock("internal unsafe interface IKernels"))
        {
            foreach ((Kernel kernel, IEnumerable<string> settings) in kernels)
            {
                writer.WriteLine();
                GeneratedFile.WriteSettings(writer, settings);
                writer.WriteCall($"static abstract void {kernel.Name}({kernel.Signature.Text});");
            }
        }
    }
}
