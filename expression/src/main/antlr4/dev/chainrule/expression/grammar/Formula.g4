// The command's expressions: `name = expression;` steps, then the result.
//
// Operators are loops and not recursion, so that a long chain needs no deep stack; only brackets nest, and how deep is
// limited before the parser starts.
grammar Formula;

formula
    : statement (';' statement)* ';'? EOF
    ;

// The value of an input: one expression.
value
    : expression EOF
    ;

statement
    : (NAME '=')? expression
    ;

expression
    : sum (('<' | '<=' | '>' | '>=' | '==' | '!=') sum)?
    ;

sum
    : product (('+' | '-') product)*
    ;

product
    : unary (('*' | '/' | '@') unary)*
    ;

unary
    : '-'* power
    ;

// Binds tighter than signs, and to the right: -2 ^ -x ^ 2 is -(2 ^ (-(x ^ 2))).
power
    : postfix ('^' exponent)*
    ;

exponent
    : '-'* postfix
    ;

postfix
    : atom '\''*
    ;

atom
    : NUMBER                                            # number
    | NAME '(' (expression (',' expression)*)? ')'      # call
    | NAME                                              # name
    | '(' expression ')'                                # group
    | '[' row (';' row)* ';'? ']'                       # rows
    ;

row
    : expression (',' expression)*
    ;

NUMBER
    : (DIGIT+ ('.' DIGIT*)? | '.' DIGIT+) ([eE] [+-]? DIGIT+)?
    ;

NAME
    : [\p{L}_] [\p{L}\p{Nd}_]*
    ;

SPACE
    : [ \t\r\n\u00A0]+ -> skip
    ;

// Whatever else there is becomes a token too, so that the parser's message can name it and where it is.
OTHER
    : .
    ;

fragment DIGIT
    : [0-9]
    ;
