using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Weft.Generator.Operations;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Lowering;

/// <summary>Copies of a record that differ from it in one constant: what its constructor takes and what can be set as it is created.</summary>
internal static class RecordChanges
{
    /// <summary>
    /// For every constant, those of records that it is made of included, its name and some copies with other values. A record that is
    /// absent has none.
    /// </summary>
    public static IEnumerable<(string Constant, T[] Copies)> Of<T>(T record)
        where T : notnull
    {
        foreach (PropertyInfo property in ConstantsOf(record.GetType()))
        {
            object? value = property.GetValue(record);

            if (value is null)
            {
                continue;
            }

            if (value is not Epilogue && ConstantsOf(property.PropertyType).Any())
            {
                foreach ((string constant, object[] copies) in Of(value))
                {
                    yield return ($"{property.Name}.{constant}", [.. copies.Select(copy => With(record, property, copy))]);
                }
            }
            else
            {
                yield return (property.Name, [.. OthersThan(value).Select(other => With(record, property, other))]);
            }
        }
    }

    private static IEnumerable<PropertyInfo> ConstantsOf(Type type) => type.IsClass && CloneOf(type) is not null
        ? type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(static property => property.CanWrite)
        : [];

    private static object[] OthersThan(object value) => value switch
    {
        bool flag => [!flag],
        int number => [number + 1, number + 16],
        long number => [number + 1, number + 16],
        float number => [(number / 2) + 0.125f, -number - 3e-9f],
        Epilogue epilogue => [.. Epilogues.Where(other => other != epilogue)],
        Enum choice => [.. Enum.GetValues(choice.GetType()).Cast<object>().Where(other => !other.Equals(choice))],
        _ => throw new ArgumentException($"Other values than {value} of {value.GetType()} are not known.", nameof(value)),
    };

    private static IEnumerable<Epilogue> Epilogues =>
    [
        Epilogue.None, Epilogue.Factor, Epilogue.Mask, Epilogue.Of(Activation.Relu, withDerivative: false),
        Epilogue.Of(Activation.Gelu, withDerivative: false), Epilogue.Of(Activation.Gelu, withDerivative: true),
    ];

    private static T With<T>(T record, PropertyInfo property, object value)
        where T : notnull
    {
        object copy = CloneOf(record.GetType())!.Invoke(record, [])!;
        property.SetValue(copy, value);

        return (T)copy;
    }

    private static MethodInfo? CloneOf(Type type) => type.GetMethod("<Clone>$");
}
