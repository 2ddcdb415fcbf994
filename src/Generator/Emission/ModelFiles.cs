using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;

namespace Weft.Generator.Emission;

/// <summary>The files of a model, but for the kernels that models share: its public surface, sessions, passes and tables.</summary>
internal static class ModelFiles
{
    private static readonly string[] PassUsings =
        ["System", "System.Runtime.CompilerServices", .. InstructionSet.ProcessorNamespaces, ModelIdentity.KernelNamespace];

    public static IEnumerable<GeneratedSource> Print(ModelProgram model)
    {
        ModelIdentity identity = model.Identity;
        IEnumerable<string> whole = model.Settings.Whole;

        yield return GeneratedFile.OfModel(
            identity, string.Empty, whole, nullable: true, writer => new ModelPrinter(writer, model).Print());

        yield return GeneratedFile.OfInternals(
            identity, "Layout", whole, ["System.Collections.Immutable", "System.Runtime.InteropServices"], nullable: true,
            writer => new LayoutPrinter(writer, model).Print());

        if (model.Training is not null)
        {
            yield return GeneratedFile.OfInternals(
                identity, "Training", whole, ["System"], nullable: true,
                writer => new TrainingPrinter(writer, model, model.Training).Print());
        }

        foreach (PassProgram pass in model.Passes)
        {
            yield return GeneratedFile.OfInternals(
                identity, pass.Name, model.Settings.Of(pass), PassUsings, nullable: false,
                writer => new PassPrinter(writer, model.Targets).Print(pass));
        }

        if (model.Table is not null)
        {
            yield return GeneratedFile.OfInternals(
                identity, "Positions", model.Settings.Of(model.TableKeys), ["System"], nullable: false, writer =>
                {
                    using (writer.WriteBlock("internal static unsafe class Positions"))
                    {
                        model.Table.Write(writer);
                    }
                });
        }

        yield return KernelInterfacePrinter.Print(
            identity, model.Kernels.Entries.Select(kernel => (kernel, model.Settings.Of(model.Passes, kernel))), model.Targets, whole);
    }
}
