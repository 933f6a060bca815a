using System.Reflection;

Console.Error.WriteLine($"{Assembly.GetExecutingAssembly().GetName().Name}: nothing to run yet");
return 1;
