using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Weft;

/// <summary>
/// A trainer's state in one safetensors file: the parameters under their own names, the moments and other arenas under names that begin
/// with what they are, everything else as texts. A checkpoint can be loaded as a model.
/// </summary>
internal static class Checkpoint
{
    private const string StepKey = "weft.step";
    private const string SeedKey = "weft.seed";
    private const string BatchesKey = "weft.batches";
    private const string AccumulationKey = "weft.accumulation_steps";
    private const string AverageKey = "training.average_decay";
    private const string WeightsKey = "training.class_weights";
    private const string StoppingKey = "training.early_stopping";
    private const string BestPrefix = "training.best_parameters.";

    /// <summary>Writes the file.</summary>
    public static void Save(Trainer trainer, string path, IBatchSource batches, IReadOnlyDictionary<string, string>? metadata)
    {
        ArgumentNullException.ThrowIfNull(batches);
        trainer.Exchange.Write(
            trainer.Optimizer.Moments,
            arenas => Write(trainer, path, batches, metadata, arenas));
    }

    /// <summary>Reads the file: everything is read and checked before anything is changed.</summary>
    public static void Resume(Trainer trainer, string path, IBatchSource batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        TransformerModel model = trainer.Session.Model;
        using CheckpointState state = new(model.Description, trainer.Optimizer.Moments.Length, trainer.Stopping is not null);
        trainer.Exchange.Read(state, () => Read(trainer, path, state));
        trainer.Exchange.Agree(() => Restore(path, batches, state.Batches));
        Copy(state.Parameters, model.Parameters);

        foreach ((NativeArena arena, MomentArena moment) in state.Moments.Zip(trainer.Optimizer.Moments))
        {
            moment.Take(arena);
        }

        if (trainer.Stopping is EarlyStopping stopping)
        {
            stopping.Restore(state.Stopping);
            Copy(state.Best!, stopping.Parameters);
        }

        trainer.SetProgress(state.Step, state.Seed);
        model.MarkParametersChanged();
    }

    /// <summary>The tensors of a file that are the model: all of them, but for the moments of a checkpoint.</summary>
    public static IEnumerable<SafetensorsTensor> ModelTensors(SafetensorsFile file) =>
        file.Tensors.Where(tensor => !IsCheckpoint(file) || !ModelFile.IsOfTraining(tensor.Name));

    /// <summary>The texts of a file that belong to the model, not to the training of a checkpoint.</summary>
    public static Dictionary<string, string> ModelMetadata(SafetensorsFile file) =>
        file.Metadata.Where(text => !IsCheckpoint(file) || !IsOfTraining(text.Key)).ToDictionary();

    /// <summary>What must be the same for training to go on as if it had not stopped; the learning rate may change.</summary>
    public static Dictionary<string, string> Settings(Trainer trainer) => new(trainer.Settings.Describe())
    {
        [AverageKey] = trainer.Options.AverageDecay is double decay ? Text(decay) : "none",
        [WeightsKey] = ClassWeights.Describe(trainer.Options),
        [AccumulationKey] = Text(trainer.Options.AccumulationSteps),
    };

    private static bool IsCheckpoint(SafetensorsFile file) => file.Metadata.ContainsKey(StepKey);

    private static bool IsOfTraining(string key) =>
        key is StepKey or SeedKey or BatchesKey or AccumulationKey || ModelFile.IsOfTraining(key);

    private static void Write(
        Trainer trainer, string path, IBatchSource batches, IReadOnlyDictionary<string, string>? metadata, NativeArena[] arenas)
    {
        ModelDescription description = trainer.Session.Model.Description;
        SafetensorsWriter writer = new();
        ModelFile.AddDescription(writer, description);
        ModelFile.AddMetadata(writer, metadata);
        ModelFile.AddMetadata(writer, Settings(trainer));
        writer.AddMetadata(StepKey, Text(trainer.Step));
        writer.AddMetadata(SeedKey, Text(trainer.Seed));
        writer.AddMetadata(BatchesKey, Convert.ToBase64String(batches.SaveState()));
        ModelFile.AddParameters(writer, description, trainer.Session.Model.Parameters);

        foreach ((MomentArena moment, NativeArena arena) in trainer.Optimizer.Moments.Zip(arenas))
        {
            AddMoments(writer, description.Parameters.Where(moment.Has), arena, moment);
        }

        if (trainer.Stopping is EarlyStopping stopping)
        {
            writer.AddMetadata(StoppingKey, stopping.Describe());
            AddArena(writer, Trained(description), stopping.Parameters, BestPrefix);
        }

        writer.Save(path);
    }

    private static void Read(Trainer trainer, string path, CheckpointState state)
    {
        ModelDescription description = trainer.Session.Model.Description;
        using SafetensorsFile file = SafetensorsFile.Open(path);
        CheckOwner(file, trainer);
        state.Step = Number<long>(file, StepKey);
        state.Seed = Number<ulong>(file, SeedKey);
        state.Batches = BatchState(file);
        ModelFile.ReadParameters(file, description, state.Parameters);

        foreach ((MomentArena moment, NativeArena arena) in trainer.Optimizer.Moments.Zip(state.Moments))
        {
            ReadArena(file, description.Parameters.Where(moment.Has), arena, moment.Prefix);
        }

        ReadStopping(file, description, state);
    }

    // A trainer that stops early goes on from a checkpoint of one that did not, as if it began to look now.
    private static void ReadStopping(SafetensorsFile file, ModelDescription description, CheckpointState state)
    {
        if (state.Best is null || !file.Metadata.TryGetValue(StoppingKey, out string? text))
        {
            return;
        }

        state.Stopping = EarlyStopping.CanRestore(text)
            ? text
            : throw new ModelFileException(file.Path, $"the metadata '{StoppingKey}' is damaged.");
        CheckArena(file, description, Trained(description), BestPrefix);
        ReadArena(file, Trained(description), state.Best, BestPrefix);
    }

    private static void CheckOwner(SafetensorsFile file, Trainer trainer)
    {
        ModelDescription description = trainer.Session.Model.Description;

        if (!IsCheckpoint(file))
        {
            throw new ModelFileException(file.Path, "this is no checkpoint; it holds no optimizer.");
        }

        if (file.Metadata.GetValueOrDefault("weft.specification") != description.SpecificationHash)
        {
            throw new ModelFileException(
                file.Path,
                $"the checkpoint is of {file.Metadata.GetValueOrDefault("weft.model")} with another specification than this " +
                $"{description.Name}.");
        }

        foreach ((string name, string text) in Settings(trainer))
        {
            // Checkpoints that say nothing about it have moments of floats.
            string otherwise = name == trainer.Settings.StorageKey ? nameof(MomentStorage.Float32) : "nothing";
            string saved = file.Metadata.GetValueOrDefault(name, otherwise);

            if (saved != text)
            {
                throw new ModelFileException(file.Path, $"the checkpoint was made with {name} = {saved}; this trainer has {text}.");
            }
        }

        ModelFile.CheckNames(file, description);
        ModelFile.CheckParameters(file, description);

        foreach (MomentArena moment in trainer.Optimizer.Moments)
        {
            CheckArena(file, description, description.Parameters.Where(moment.Has), moment.Prefix);
        }
    }

    // What is frozen has no moments.
    private static IEnumerable<ParameterInfo> Trained(ModelDescription description) =>
        description.Parameters.Where(static info => info.IsTrained);

    private static void CheckArena(SafetensorsFile file, ModelDescription description, IEnumerable<ParameterInfo> parameters, string prefix)
    {
        foreach (ParameterInfo info in parameters)
        {
            ModelFile.CheckTensor(file, description, info, prefix + info.Name);
        }
    }

    private static void AddMoments(
        SafetensorsWriter writer, IEnumerable<ParameterInfo> parameters, NativeArena arena, MomentArena moment)
    {
        foreach (ParameterInfo info in parameters)
        {
            writer.Add(moment.Prefix + info.Name, ModelFile.Shape(info), values => moment.CopyTo(arena, info, values));
        }
    }

    private static void AddArena(SafetensorsWriter writer, IEnumerable<ParameterInfo> parameters, NativeArena arena, string prefix)
    {
        foreach (ParameterInfo info in parameters)
        {
            writer.Add(prefix + info.Name, ModelFile.Shape(info), values => ParameterView.OfGradient(info, arena).CopyTo(values));
        }
    }

    private static void ReadArena(SafetensorsFile file, IEnumerable<ParameterInfo> parameters, NativeArena arena, string prefix)
    {
        foreach (ParameterInfo info in parameters)
        {
            ParameterView.OfGradient(info, arena).CopyFrom(ModelFile.ReadFinite(file, prefix + info.Name));
        }
    }

    private static void Restore(string path, IBatchSource batches, byte[] state)
    {
        try
        {
            batches.RestoreState(state);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException(
                path, $"the position in the data does not fit. {exception.Message}", innerException: exception);
        }
    }

    private static unsafe void Copy(NativeArena source, NativeArena destination)
    {
        nuint bytes = destination.Length * sizeof(float);
        Buffer.MemoryCopy(source.Pointer, destination.Pointer, bytes, bytes);
    }

    private static byte[] BatchState(SafetensorsFile file)
    {
        try
        {
            return Convert.FromBase64String(file.Metadata.GetValueOrDefault(BatchesKey, string.Empty));
        }
        catch (FormatException exception)
        {
            throw new ModelFileException(file.Path, $"the metadata '{BatchesKey}' is damaged.", innerException: exception);
        }
    }

    private static T Number<T>(SafetensorsFile file, string key)
        where T : struct, ISpanParsable<T>, IComparable<T> =>
        T.TryParse(file.Metadata.GetValueOrDefault(key), CultureInfo.InvariantCulture, out T number) && number.CompareTo(default) >= 0
            ? number
            : throw new ModelFileException(file.Path, $"the metadata '{key}' is no step or seed.");

    private static string Text<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
