System.Console.WriteLine(Forgotten.Digits.ParameterCount);
